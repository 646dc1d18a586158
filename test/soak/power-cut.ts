/**
 * Cuts the power of the disk under a house's registry in a folder: everything acknowledged is there when it opens again. As
 * a control, a registry whose flushes are left out loses visits. Needs root and /dev/loop*.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Round } from './power-cut-rounds.ts';

const rounds = fileURLToPath(new URL('power-cut-rounds.ts', import.meta.url));

export interface PowerCutReport {
  /** Rounds with a cut each, the control aside. */
  readonly cuts: number;
  readonly acknowledged: number;
  /** Of those acknowledged, how many the registry lacked. */
  readonly lost: number;
  readonly lostWithoutFlushes: number;
  readonly violations: readonly string[];
}

/** Cuts the power `cuts` times, and once without flushes. */
export async function runPowerCutSoak(given: {
  readonly cuts: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}): Promise<PowerCutReport> {
  const flags = ['--conditions=kaiku-source', '--disable-warning=ExperimentalWarning'];
  const run = async (kind: 'flushed' | 'unflushed', cuts: number) => {
    // Mounts of its own, which end with it.
    const args = ['-m', process.execPath, ...flags, rounds, kind, String(cuts), String(given.seed)];
    const { stdout } = await promisify(execFile)('unshare', args, { maxBuffer: 1e8 });
    return JSON.parse(stdout) as readonly Round[];
  };
  const sum = (all: readonly Round[], what: keyof Round) => all.reduce((total, round) => total + round[what], 0);
  const cut = await run('flushed', given.cuts);
  given.say(`${given.cuts} cuts, ${sum(cut, 'acknowledged')} acknowledged, ${sum(cut, 'lost')} lost`);
  const control = await run('unflushed', 1);
  const lost = sum(cut, 'lost');
  const lostWithoutFlushes = sum(control, 'lost');
  const violations = [
    ...(lost > 0 ? [`${lost} acknowledged visits were lost.`] : []),
    ...(lostWithoutFlushes === 0 ? ['Without flushes nothing was lost either, so the cuts prove nothing.'] : []),
  ];
  return { cuts: given.cuts, acknowledged: sum(cut, 'acknowledged'), lost, lostWithoutFlushes, violations };
}
