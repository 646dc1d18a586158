import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellsOf, crashPoints, nameOf } from './fault-matrix.ts';
import { play } from './fault-story.ts';
import { openRegistry, type Registry } from './registry.ts';
import { createTimeline } from './timeline.ts';

const timeline = createTimeline(Date.parse('2026-05-15T10:00:00Z'));
let registry: Registry;
let played = 0;
const notReached: string[] = [];

beforeAll(async () => {
  registry = await openRegistry(timeline);
});
afterAll(async () => {
  await registry?.close();
  const unmet = notReached.length === 0 ? '' : `; ${notReached.length} of them are not reached`;
  console.log(`fault matrix: ${played} cells${unmet}`);
  if (process.env.KAIKU_VERBOSE) console.log(notReached.join('\n'));
});

describe('the registry counts what clerks were shown, after every fault and crash', () => {
  for (const [message] of crashPoints) {
    it(`with ${message}`, async () => {
      const wrong: string[] = [];
      for (const cell of cellsOf(message)) {
        played += 1;
        const result = await play(cell, { timeline, registry, nth: played });
        wrong.push(...result.wrong);
        if (!result.reached) notReached.push(nameOf(cell));
      }
      expect(wrong).toEqual([]);
      expect(registry.log).toEqual([]);
    });
  }
});
