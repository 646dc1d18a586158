/** Named locks: the part of the Web Locks API that the outbox needs. */
export interface Locks {
  /** Holds `name` until the returned function is called or this page or process ends. */
  hold(name: string): Promise<() => void>;
  /** Returns the names held now, by any page or process that shares these locks. */
  held(): Promise<ReadonlySet<string>>;
  /** Waits for its turn, then runs `task` while no other task runs under `name`. Settles like the task. */
  exclusive<T>(name: string, task: () => Promise<T>): Promise<T>;
}

/** Returns locks shared by all tabs and workers of the origin; `undefined` without a Web Locks API (plain HTTP, older Node). */
export function browserLocks(): Locks | undefined {
  const manager = (globalThis.navigator as Partial<WorkerNavigator> | undefined)?.locks;
  if (manager === undefined) return undefined;
  return {
    hold(name) {
      return new Promise((resolve, reject) => {
        const granted = () => new Promise<void>((release) => resolve(release));
        manager.request(name, granted).catch(reject);
      });
    },
    async held() {
      const { held = [] } = await manager.query();
      return new Set(held.flatMap(({ name }) => name ?? []));
    },
    exclusive: (name, task) => manager.request(name, task),
  };
}

/** Creates locks shared by the users of the returned object. */
export function createInProcessLocks(): Locks {
  const heldNames = new Set<string>();
  const queues = new Map<string, Promise<unknown>>();
  return {
    async hold(name) {
      heldNames.add(name);
      return () => heldNames.delete(name);
    },
    held: async () => new Set(heldNames),
    exclusive(name, task) {
      const turn = (queues.get(name) ?? Promise.resolve()).then(task);
      queues.set(
        name,
        turn.catch(() => {}),
      );
      return turn;
    },
  };
}
