/** The benchmark of reading: the other libraries and our engines on the same frames. */
import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { askWorker } from '../../support/ask-worker.ts';
import { timeEmptyFrames } from './empty.ts';
import { versionOf } from './peers.ts';
import { readPhotographs } from './photographs.ts';
import { createReaders } from './readers.ts';
import { toTable } from './report.ts';
import type { SweepReply, SweepRequest } from './sweep-worker.ts';
import { sweeps } from './sweeps.ts';
import type { Tallies } from './tally.ts';

export interface DecodeBenchOptions {
  /** A smoke run: a tenth of everything. */
  readonly quick?: boolean;
  readonly say: (line: string) => void;
}

export interface DecodeBench {
  /** Names and versions of the libraries that were measured. */
  readonly programs: readonly string[];
  /** Tables in Markdown. */
  readonly table: string;
}

export async function benchDecode({ quick = false, say }: DecodeBenchOptions): Promise<DecodeBench> {
  const share = quick ? 0.1 : 1;
  const readers = await createReaders();
  const [found, photographs] = await Promise.all([runSweeps(share, say), readPhotographs(readers, share, say)]);
  // Last and alone, so that it is timed on an idle machine.
  const times = await timeEmptyFrames(readers, quick ? 8 : 60);
  const measured = sweeps.map((sweep, index) => ({ sweep, tallies: found.get(index) ?? {} }));
  const programs = ['zxing-wasm', '@zxing/library', '@ericblade/quagga2', '@undecaf/zbar-wasm', 'jsqr'].map(versionOf);
  return { programs, table: toTable({ sweeps: measured, photographs, times }) };
}

/** Runs all sweeps, the long ones first, on a thread for each core but at most four. */
async function runSweeps(share: number, say: (line: string) => void): Promise<ReadonlyMap<number, Tallies>> {
  const cost = (index: number) => {
    const sweep = sweeps[index];
    return sweep === undefined ? 0 : sweep.points.length * sweep.framesAPoint;
  };
  const waiting = sweeps.map((_, index) => index).sort((a, b) => cost(b) - cost(a));
  const found = new Map<number, Tallies>();
  const threads = Math.max(1, Math.min(4, cpus().length));
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./sweep-worker.ts', import.meta.url));
      try {
        for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
          const { tallies } = await askWorker<SweepRequest, SweepReply>(worker, { index, share });
          found.set(index, tallies);
          say(`${sweeps[index]?.name}: done, ${waiting.length} to go`);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return found;
}
