import fc from 'fast-check';
import type { Flaw } from './model-page.ts';
import { happenings } from './outbox-happenings.ts';
import { wrongAtRest, wrongNow } from './outbox-judge.ts';
import { DeviceModel, type ModelSettings } from './outbox-model.ts';

export interface Event {
  readonly kind: string;
  readonly pick: number;
}

const event: fc.Arbitrary<Event> = fc.record({
  kind: fc.oneof(...Object.entries(happenings).map(([kind, [weight]]) => ({ arbitrary: fc.constant(kind), weight }))),
  pick: fc.nat(11),
});

const settings = fc.record({
  cap: fc.integer({ min: 0, max: 7 }),
  maxUnconfirmed: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 })),
  want: fc.integer({ min: 0, max: 4 }),
});

export interface HistoriesOptions {
  readonly histories: number;
  readonly seed?: number;
  /** A fault on purpose. */
  readonly flaw?: Flaw;
}

/** The first history that went wrong, in words, and how often each case was reached. */
export interface Histories {
  readonly tried: number;
  readonly wrong: string | undefined;
  readonly reached: ReadonlyMap<string, number>;
}

/** Runs random histories of a device, each to its end, and shrinks one that goes wrong. */
export async function tryHistories({ histories, seed, flaw }: HistoriesOptions): Promise<Histories> {
  const reached = new Map<string, number>();
  const result = await fc.check(
    fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 60, size: 'max' }), settings, async (events, how) => {
      const wrong = await liveThrough(events, { ...how, ...(flaw === undefined ? {} : { flaw }) }, reached);
      if (wrong !== undefined) throw new Error(wrong);
    }),
    {
      numRuns: histories,
      ...(seed === undefined ? {} : { seed }),
      // Shrink only if a person is to read it.
      endOnFailure: flaw !== undefined,
    },
  );
  const wrong = result.failed ? inWords(result) : undefined;
  return { tried: result.numRuns, wrong, reached };
}

function inWords(result: fc.RunDetails<[Event[], ModelSettings]>): string {
  const [events = [], how] = result.counterexample ?? [];
  const lines = events.map(({ kind, pick }) => `${kind} (${pick})`);
  return [
    String((result.errorInstance as Error | undefined)?.message ?? result.errorInstance),
    `with ${JSON.stringify(how)}, after:`,
    ...lines,
    `seed ${result.seed}, path ${result.counterexamplePath}`,
  ].join('\n');
}

/** Runs one history to its end. Returns what went wrong. */
export async function liveThrough(
  events: readonly Event[],
  how: ModelSettings,
  reached: Map<string, number> = new Map(),
): Promise<string | undefined> {
  const device = new DeviceModel(how);
  try {
    for (const { kind, pick } of events) {
      const [, happening] = happenings[kind] ?? [];
      if (happening !== undefined) await device.happens(happening, pick);
      const wrong = await wrongNow(device);
      if (wrong !== undefined) return `after ${kind}: ${wrong}`;
    }
    await device.comeToRest();
    const atRest = (await wrongNow(device)) ?? (await wrongAtRest(device));
    if (atRest !== undefined) return `at rest: ${atRest}`;
    // No delivery that arrives later may change it.
    device.deliverAllLate();
    const late = (await wrongNow(device)) ?? (await wrongAtRest(device));
    return late === undefined ? undefined : `after late deliveries: ${late}`;
  } finally {
    await note(device, reached);
    await device.end();
  }
}

async function note(device: DeviceModel, reached: Map<string, number>): Promise<void> {
  const add = (name: string, times = 1) => reached.set(name, (reached.get(name) ?? 0) + times);
  for (const [name, times] of device.reached) add(name, times);
  for (const [name, times] of device.trouble.met) add(`storage ${name}`, times);
  for (const { visit, told, by, undone, voidedElsewhere } of device.uses.values()) {
    add(`${visit.usages.length > 1 ? 'group' : 'card'} ${told}`);
    if (by !== undefined) add(`kept by ${by}`);
    if (undone) add('undone');
    if (voidedElsewhere) add('voidedElsewhere');
  }
  for (const entry of await device.storage.entries()) if (entry.stage === 'review') add(`listed ${entry.notice.why}`);
  for (const { state, consumed, recall } of device.registry.leases.values()) {
    add(`lease ${state}`);
    if (consumed > 0) add('lease consumed');
    if (recall) add('lease recalled');
  }
}
