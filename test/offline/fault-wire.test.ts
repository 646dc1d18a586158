/** The fault matrix with the client's IndexedDB storage, sockets, and the registry's own faults. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  abortsAtTheEnd,
  closedBefore,
  closedUnderIt,
  createTextStore,
  doneButToldAsFailed,
  endsUnheard,
  neverSettles,
  opensWithAbort,
  throwsAtOnce,
  throwsForRoom,
  withLocalStorage,
} from '../client/outbox-storage-breakage.ts';
import { type Cell, crashPoints, storageCells } from './fault-matrix.ts';
import type { Bench } from './fault-stage.ts';
import { play } from './fault-story.ts';
import { createIdbDisk } from './idb-disk.ts';
import { everyFault } from './network.ts';
import { openRegistry, type Registry } from './registry.ts';
import { createTimeline } from './timeline.ts';
import { openWire, type Wire } from './wire.ts';

const timeline = createTimeline(Date.parse('2026-05-15T10:00:00Z'));
let registry: Registry;
let wire: Wire;
let giveBack = () => {};
let played = 0;
let unmet = 0;

beforeAll(async () => {
  giveBack = withLocalStorage(createTextStore());
  registry = await openRegistry(timeline);
  wire = await openWire(registry);
});
afterAll(async () => {
  await wire?.close();
  await registry?.close();
  giveBack();
  console.log(`fault wire: ${played} cells; ${unmet} of them do not come up`);
});

async function playAll(cells: readonly Cell[], given: Pick<Bench, 'way' | 'breakStorage'>): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const cell of cells) {
    played += 1;
    const disk = createIdbDisk(`till-${played}`, timeline);
    const result = await play(cell, { timeline, registry, nth: played, disk, ...given });
    wrong.push(...result.wrong);
    if (!result.reached) unmet += 1;
  }
  return wrong;
}

describe('over sockets and with IndexedDB, the registry counts what clerks were shown', () => {
  for (const fault of everyFault) {
    it(`for every message, with ${fault}`, async () => {
      const cells = crashPoints.map(([message]) => ({ message, fault, crash: undefined }));
      expect(await playAll(cells, { way: wire.way })).toEqual([]);
    });
  }
});

const breakages = {
  abortsAtTheEnd,
  throwsAtOnce,
  throwsForRoom,
  neverSettles,
  endsUnheard,
  doneButToldAsFailed,
  closedUnderIt,
  closedBefore,
  opensWithAbort,
};
const forGood = 1_000;

// In process, because some of these faults accelerate all timers of the process, and sockets do not work with that.
describe('a failing storage loses and doubles no visit', () => {
  for (const [nth, [name, breakage]] of Object.entries(breakages).entries()) {
    for (const times of [1, forGood]) {
      // A single failure is retried at once, so every other cell is enough.
      const cells = storageCells.filter((_, place) => times > 1 || (place + nth) % 2 === 0);
      it(`${times === 1 ? 'that fails once' : 'that fails until it is repaired'}: ${name}`, async () => {
        expect(await playAll(cells, { breakStorage: () => breakage(times) })).toEqual([]);
      });
    }
  }
});
