/** Named locks: the little of the Web Locks API that the outbox needs. */
export interface Locks {
  /** Holds `name` until the returned function is called or this page or process is gone. */
  hold(name: string): Promise<() => void>;
  /** The names held now, by anyone who shares these locks. */
  held(): Promise<ReadonlySet<string>>;
  /** Runs `task` while no one else runs one under `name`; waits for its turn. */
  exclusive<T>(name: string, task: () => Promise<T>): Promise<T>;
}

/** Locks among all tabs and workers of the origin; `undefined` where there is no Web Locks API (plain HTTP, older Node). */
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

/** Locks among those who were given the same object. */
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
