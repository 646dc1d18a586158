/** Repeats the cycles of test/journeys/camera-cycles.test.ts a thousand times. */
import { type CyclesReport, judgeCycles, runCameraCycles } from '../capture/camera-cycles.ts';

export interface CameraSoakReport extends CyclesReport {
  /** Must be empty. */
  readonly violations: readonly string[];
}

export async function runCameraSoak(options: {
  /** @default 1,000 (about three minutes) */
  readonly cycles?: number;
  readonly say: (line: string) => void;
}): Promise<CameraSoakReport> {
  const { cycles = 1_000, say } = options;
  say(`camera: ${cycles} starts and stops`);
  const report = await runCameraCycles(cycles);
  return { ...report, violations: judgeCycles(report) };
}
