/** Runs the festival of test/offline/festival.test.ts with all its visitors. */
import { type FestivalReport, runFestival } from '../offline/festival.ts';

export interface FestivalSoakReport extends FestivalReport {
  readonly grownMb: number;
  /** Must be empty. */
  readonly violations: readonly string[];
}

const maxGrownMb = 5;

export async function runFestivalSoak(options: {
  /** @default 30,000 (some minutes) */
  readonly scans?: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}): Promise<FestivalSoakReport> {
  const { scans = 30_000, say, seed } = options;
  say(`festival: ${scans} scans, seed ${seed}`);
  const report = await runFestival({ scans, hours: 14, seed });
  const { before, after, counted, seen, left } = report;
  const grownMb = (after.heapBytes - before.heapBytes) / 2 ** 20;
  const violations = [
    ...(counted === seen ? [] : [`the registry counts ${counted}, the clerks saw ${seen}`]),
    ...(left === 0 ? [] : [`${left} entries are left`]),
    ...(grownMb < maxGrownMb ? [] : [`the heap grew by ${grownMb.toFixed(1)} MB`]),
    ...(after.listeners === before.listeners ? [] : [`listeners: ${before.listeners}, then ${after.listeners}`]),
    ...(after.timers === before.timers ? [] : [`timers: ${before.timers}, then ${after.timers}`]),
  ];
  return { ...report, grownMb, violations };
}
