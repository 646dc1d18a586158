import type { ChooseFault, Fault } from '@kaiku/registry';

/** Which requests fail. */
export interface FaultOn {
  /** Only requests with this method, such as `POST`. @default every method */
  readonly method?: string;
  /** Only requests whose path contains this text, such as `/visits`. @default every path */
  readonly path?: string;
  /** The number of requests that fail. @default no limit */
  readonly times?: number;
}

/** Lets requests to a registry fail. */
export interface FaultSwitch {
  /** Requests fail so from now on. Replaces the fault before. */
  set(fault: Fault, on?: FaultOn): void;
  /** Requests succeed from now on. */
  clear(): void;
  /** Resolves when the next request has met a fault. Call it before that request. @throws Error after 20 seconds without one */
  met(): Promise<void>;
}

/** Creates a switch and the function that a registry asks about each request. */
export function createFaultSwitch(): { readonly faults: FaultSwitch; readonly choose: ChooseFault } {
  let current: { readonly fault: Fault; readonly on: FaultOn; left: number } | undefined;
  let waits: (() => void)[] = [];
  const faults: FaultSwitch = {
    set(fault, on = {}) {
      current = { fault, on, left: on.times ?? Number.POSITIVE_INFINITY };
    },
    clear() {
      current = undefined;
    },
    met: () =>
      new Promise((resolve, reject) => {
        const none = () => reject(new Error('The till has sent no such request within 20 seconds.'));
        const timer = setTimeout(none, 20_000);
        waits.push(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
  function choose({ method, url }: Request): Fault | undefined {
    if (current === undefined || current.left === 0) return undefined;
    const { fault, on } = current;
    if (on.method !== undefined && on.method !== method) return undefined;
    if (on.path !== undefined && !new URL(url).pathname.includes(on.path)) return undefined;
    current.left -= 1;
    for (const resolve of waits) resolve();
    waits = [];
    return fault;
  }
  return { faults, choose };
}
