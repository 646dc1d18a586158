import { expect, it } from 'vitest';
import { judgeCycles, runCameraCycles } from '../capture/camera-cycles.ts';

// A thousand cycles, with the heap: npm run test:soak -- --only camera
it('a camera that is started and stopped repeatedly leaks no track, listener or memory', async () => {
  const report = await runCameraCycles(30);
  expect(report.opened).toBe(30);
  expect(judgeCycles(report)).toEqual([]);
});

it('the judgement of the cycles finds a leaked track, listener or memory', () => {
  const fine = { cycles: 30, opened: 30, maxLeft: 0, heapBytes: [1e6, 1e6], listeners: [15, 15] } as const;
  expect(judgeCycles(fine)).toEqual([]);
  expect(judgeCycles({ ...fine, opened: 29, maxLeft: 1, heapBytes: [1e6, 2e6], listeners: [15, 16] })).toHaveLength(4);
});
