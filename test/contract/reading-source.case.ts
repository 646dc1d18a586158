import type { ReadingSource, SourceEvent } from '../../packages/capture/src/reading.ts';

/** A source with a device that the test controls. */
export interface SourceWorld {
  readonly source: ReadingSource;
  /** Reads `sourceCard` once on the device, and waits until the source has seen it. */
  read(): Promise<void>;
  /** Removes the device, after the source was closed. */
  remove?(): void;
}

/** One promise of the port, for any test runner. */
export interface SourceCase {
  readonly name: string;
  /** @throws Error if the source breaks the promise */
  run(): Promise<void>;
}

/** The card that `SourceWorld.read` reads. */
export const sourceCard = 'A045198723';

/** A world whose source has been subscribed to since it was created. */
interface RecordedWorld extends SourceWorld {
  /** All events so far. */
  readonly events: readonly SourceEvent[];
}

interface SourcePromise {
  readonly name: string;
  keep(world: RecordedWorld): Promise<void>;
}

const sourcePromises: readonly SourcePromise[] = [
  {
    name: 'is stopped at first, and has the same states as its events',
    keep: async ({ source, events }) => {
      same(source.state, { status: 'stopped' });
      await source.start();
      same(source.state, { status: 'running' });
      await source.stop();
      same(source.state, { status: 'stopped' });
      same(statesOf(events), ['starting', 'running', 'stopped']);
    },
  },
  {
    name: 'starts once for two calls',
    keep: async ({ source, events }) => {
      await Promise.all([source.start(), source.start()]);
      await source.start();
      same(statesOf(events), ['starting', 'running']);
    },
  },
  {
    name: 'emits a reading with its origin and a time',
    keep: async ({ source, events, read }) => {
      await source.start();
      await read();
      const [reading] = readingsOf(events);
      same([reading?.text, reading?.origin, typeof reading?.takenAtMs], [sourceCard, source.origin, 'number']);
    },
  },
  {
    name: 'emits nothing before start and after stop',
    keep: async ({ source, events, read }) => {
      await read();
      await source.start();
      await source.stop();
      await read();
      same(readingsOf(events), []);
    },
  },
  {
    name: 'reads the same card again after a new start',
    keep: async ({ source, events, read }) => {
      for (let turn = 0; turn < 2; turn += 1) {
        await source.start();
        await read();
        await source.stop();
      }
      same(
        readingsOf(events).map(({ text }) => text),
        [sourceCard, sourceCard],
      );
    },
  },
  {
    name: 'resolves a start that stop overtakes, and is stopped',
    keep: async ({ source }) => {
      await Promise.all([source.start(), source.stop()]);
      same(source.state, { status: 'stopped' });
    },
  },
  {
    name: 'resolves a stop without a start, without an event',
    keep: async ({ source, events }) => {
      await source.stop();
      same(events, []);
    },
  },
  {
    name: 'calls each subscriber until it unsubscribes',
    keep: async ({ source, events }) => {
      const own: SourceEvent[] = [];
      const unsubscribe = source.subscribe((event) => own.push(event));
      await source.start();
      unsubscribe();
      await source.stop();
      same(statesOf(own), ['starting', 'running']);
      same(statesOf(events), ['starting', 'running', 'stopped']);
    },
  },
  {
    name: 'does not start once it is closed',
    keep: async ({ source, events }) => {
      await source.start();
      await source.close();
      const code = await source.start().then(
        () => 'no error',
        (error) => error.code,
      );
      same(code, 'config/invalid');
      same(statesOf(events), ['starting', 'running', 'stopped']);
    },
  },
];

/** The promises of `ReadingSource`, which every implementation keeps. Each case has its own world, and closes it. */
export function readingSourceCases(createWorld: () => SourceWorld | Promise<SourceWorld>): readonly SourceCase[] {
  return sourcePromises.map(({ name, keep }) => ({
    name,
    async run() {
      const world = await createWorld();
      const events: SourceEvent[] = [];
      world.source.subscribe((event) => events.push(event));
      try {
        await keep({ ...world, events });
      } finally {
        await world.source.close();
        world.remove?.();
      }
    },
  }));
}

function statesOf(events: readonly SourceEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'state' ? [event.state.status] : []));
}

function readingsOf(events: readonly SourceEvent[]) {
  return events.flatMap((event) => (event.type === 'reading' ? [event.reading] : []));
}

function same(actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`The source gave ${is} instead of ${should}.`);
}
