import { describe, expect, it } from 'vitest';
import { defaultSeed as seed } from '../support/seed.ts';
import { runFestival } from './festival.ts';

describe('a day of a festival', () => {
  it('leaves no entries on the device, and no growth in memory', async () => {
    const report = await runFestival({ scans: 5_000, hours: 6, seed });
    const { before, after, counted, seen, left, scans, online, offline } = report;
    const grownMb = (after.heapBytes - before.heapBytes) / 2 ** 20;
    console.log(
      `festival: ${scans} scans of ${report.devices} devices, ${report.outages} outages, ${offline} let in offline, ${grownMb.toFixed(2)} MB grown`,
    );
    expect(online).toBeGreaterThan(offline);
    expect(counted).toBe(seen);
    expect(left).toBe(0);
    expect(grownMb).toBeLessThan(5);
    expect(after.listeners).toBe(before.listeners);
    expect(after.timers).toBe(before.timers);
  });
});
