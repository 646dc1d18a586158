import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cell, crashPoints, faultCells, isInThird, kindOf } from './fault-matrix.ts';
import { playCells } from './fault-story.ts';
import { openRegistry, type Registry } from './registry.ts';
import { createTimeline } from './timeline.ts';

const timeline = createTimeline(Date.parse('2026-05-15T10:00:00Z'));
let registry: Registry;
let played = 0;
let notReached = 0;

beforeAll(async () => {
  registry = await openRegistry(timeline);
});
afterAll(async () => {
  await registry?.close();
  console.log(`fault matrix: ${played} cells; ${notReached} of them are not reached`);
});

/** `npm run test:soak -- --only faults` plays all 806 cells. */
describe('the registry counts what clerks were shown, after every fault and crash', () => {
  for (const [message] of crashPoints) {
    it(`with ${message}`, async () => {
      const found = await playCells((cell) => cell.message === message && isInThird(cell), { timeline, registry });
      played += found.played;
      notReached += found.notReached.length;
      expect(found.wrong).toEqual([]);
      expect(registry.log).toEqual([]);
    });
  }

  it('in a third of the cells, in which every two meet that meet in any', () => {
    const pairsOf = ({ message, fault, crash }: Cell) => [
      `${message} × ${fault}`,
      `${message} × ${kindOf(crash)}`,
      `${fault} × ${kindOf(crash)}`,
    ];
    const third = faultCells.filter(isInThird);
    expect(third.length).toBeLessThan(faultCells.length * 0.36);
    expect(new Set(third.flatMap(pairsOf))).toEqual(new Set(faultCells.flatMap(pairsOf)));
  });
});
