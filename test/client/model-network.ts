import { error } from './world.ts';

/** An HTTP request and its answer. */
export interface Flight {
  /** Visit ids of the entries in it. */
  readonly visitIds: readonly string[];
  /** Delivers the request, perhaps once more, and loses its answer. */
  arrive(): void;
  /** Delivers the answer: the registry's first one. */
  answer(): void;
  fail(cause: unknown): void;
}

/** A network that loses, delays and repeats messages. */
export interface ModelNetwork {
  /** Requests whose senders still wait. */
  readonly open: Flight[];
  /** Requests whose senders no longer wait, but which may still arrive. */
  readonly late: Flight[];
  send<T>(visitIds: readonly string[], atRegistry: () => T, signal: AbortSignal): Promise<T>;
  /** The page that waits for the open ones is gone. */
  abandon(): void;
}

export function createModelNetwork(late: Flight[]): ModelNetwork {
  const open: Flight[] = [];
  return {
    open,
    late,
    send(visitIds, atRegistry, signal) {
      return new Promise((resolve, reject) => {
        let said: { readonly answer: Awaited<ReturnType<typeof atRegistry>> } | undefined;
        const arrive = () => {
          const answer = atRegistry() as Awaited<ReturnType<typeof atRegistry>>;
          said ??= { answer };
        };
        const leave = () => {
          const at = open.indexOf(flight);
          if (at >= 0) open.splice(at, 1);
          return at >= 0;
        };
        const flight: Flight = {
          visitIds,
          arrive,
          answer() {
            if (said === undefined) arrive();
            leave();
            if (said !== undefined) resolve(said.answer);
          },
          fail(cause) {
            leave();
            reject(cause);
          },
        };
        const abort = () => {
          if (leave()) late.push(flight);
          reject(error('registry/unreachable'));
        };
        open.push(flight);
        if (signal.aborted) abort();
        else signal.addEventListener('abort', abort);
      });
    },
    abandon: () => void late.push(...open.splice(0)),
  };
}

/** Temporary failures. */
export const passing = [
  'registry/unreachable',
  'registry/busy',
  'registry/failed',
  'registry/unauthorised',
  'registry/forbidden',
  'registry/slowed',
  'registry/foreign-journal',
  'registry/contract',
] as const;
