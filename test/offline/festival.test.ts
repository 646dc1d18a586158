import { describe, expect, it } from 'vitest';
import { defaultSeed as seed } from '../support/seed.ts';
import { runFestival } from './festival.ts';

/** 2 kB for each scan. The engine's own, such as compiled code, was up to 6 MB on a busy machine. */
const maxGrownMb = 10;

/** Two hours, so that most requests are those of scans, not of the devices' regular look-ups. The soak takes a day of 14 hours, with 100 000 scans. */
describe('an evening of a festival', () => {
  it('leaves no entries on the device, and no growth in memory', async () => {
    const report = await runFestival({ scans: 5_000, hours: 2, seed });
    const { before, after, counted, seen, left, scans, online, offline } = report;
    const grownMb = (after.heapBytes - before.heapBytes) / 2 ** 20;
    console.log(
      `festival: ${scans} scans of ${report.devices} devices, ${report.outages} outages, ${offline} let in offline, ${grownMb.toFixed(2)} MB grown`,
    );
    expect(online).toBeGreaterThan(offline);
    expect(counted).toBe(seen);
    expect(left).toBe(0);
    expect(grownMb).toBeLessThan(maxGrownMb);
    expect(after.listeners).toBe(before.listeners);
    expect(after.timers).toBe(before.timers);
  });
});
