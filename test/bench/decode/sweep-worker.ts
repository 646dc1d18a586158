// A thread that runs sweeps by their numbers, one after the other.
import { parentPort } from 'node:worker_threads';
import { createReaders } from './readers.ts';
import { sweeps } from './sweeps.ts';
import { runSweep, type Tallies } from './tally.ts';

export interface SweepRequest {
  readonly index: number;
  readonly share: number;
}

export interface SweepReply {
  readonly index: number;
  readonly tallies: Tallies;
}

const readers = await createReaders();
parentPort?.on('message', async ({ index, share }: SweepRequest) => {
  const sweep = sweeps[index];
  if (sweep === undefined) throw new Error(`There is no sweep ${index}.`);
  const tallies = await runSweep(sweep, readers, share);
  parentPort?.postMessage({ index, tallies } satisfies SweepReply);
});
