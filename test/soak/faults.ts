/** Plays all cells of the fault matrix; test/offline/fault-matrix.test.ts plays a third of them. They have no seed. */
import { crashPoints, faultCells } from '../offline/fault-matrix.ts';
import { playCells } from '../offline/fault-story.ts';
import { openRegistry } from '../offline/registry.ts';
import { createTimeline } from '../offline/timeline.ts';

export interface FaultsSoakReport {
  readonly cells: number;
  /** Cells whose fault or crash has not happened. */
  readonly notReached: readonly string[];
  /** Must be empty. */
  readonly violations: readonly string[];
}

export async function runFaultsSoak(options: {
  readonly cells: number;
  readonly say: (line: string) => void;
}): Promise<FaultsSoakReport> {
  const timeline = createTimeline(Date.parse('2026-05-15T10:00:00Z'));
  const registry = await openRegistry(timeline);
  const chosen = new Set(faultCells.slice(0, options.cells));
  const violations: string[] = [];
  const notReached: string[] = [];
  let cells = 0;
  for (const [message] of crashPoints) {
    const found = await playCells((cell) => cell.message === message && chosen.has(cell), { timeline, registry });
    cells += found.played;
    violations.push(...found.wrong);
    notReached.push(...found.notReached);
    options.say(`faults: ${cells} cells, ${violations.length} violations`);
  }
  violations.push(...registry.log);
  await registry.close();
  return { cells, notReached, violations };
}
