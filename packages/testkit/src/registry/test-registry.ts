import { createRegistryServer, listen, type RegistryServer, type ScenarioName, type UsageRow } from '@kaiku/registry';
import { createFakeClock, type FakeClock } from './clock.ts';
import { createFaultSwitch, type FaultSwitch } from './fault-switch.ts';
import { openWire, type Wire } from './wire.ts';

/** Options of {@link openTestRegistry}. */
export interface TestRegistryOptions {
  /** The data at the start: `arki` has shows and cards for every case, `empty` nothing. @default 'arki' */
  readonly world?: ScenarioName;
  /** The time at the start, such as `2026-11-20T18:40:00+02:00`. @default the machine's */
  readonly startsAt?: string;
  /** @default 0, any free port */
  readonly port?: number;
  /** The folder in which the data stay. @default in memory, until `close` */
  readonly folder?: string;
}

/** A registry of a test's own, at an address of this machine, with a clock, faults and a wire that can be cut. */
export interface TestRegistry {
  /** The address for devices. */
  readonly url: string;
  /** The registry's clock. Devices have their own: give them the same time if it differs by more than minutes. */
  readonly clock: FakeClock;
  /** Lets requests fail. */
  readonly faults: FaultSwitch;
  /** Cuts the connection to every device, and restores it. */
  readonly wire: Wire;
  /** The registry itself, with its data. */
  readonly server: RegistryServer;
  /** Returns the recorded usages of a show, with their card codes. */
  usages(showId: string): Promise<readonly UsageRow[]>;
  /** Stops it. */
  close(): Promise<void>;
}

/**
 * Opens a registry and listens on 127.0.0.1. Its tokens and card codes are in `arki`.
 * @throws Error if `startsAt` is not an instant, or it cannot listen on the port
 */
export async function openTestRegistry(options: TestRegistryOptions = {}): Promise<TestRegistry> {
  const clock = createFakeClock(options.startsAt);
  const { faults, choose } = createFaultSwitch();
  const server = await createRegistryServer({
    database: options.folder === undefined ? { kind: 'memory' } : { kind: 'folder', path: options.folder },
    scenario: options.world ?? 'arki',
    now: clock.now,
    chooseFault: choose,
  });
  const wire = openWire(server.app, await listen(server.app, { port: options.port ?? 0 }));
  return {
    url: wire.url,
    clock,
    faults,
    wire,
    server,
    usages: (showId) => server.store.usages(showId),
    async close() {
      await wire.put(false);
      await server.close();
    },
  };
}
