/**
 * Frames without a card before everything the camera's worker reads with, as many as one likes: a desk of foreign Code 39,
 * other symbologies, QR codes of nearly a card's text, print and stripes, as many cameras see it; and bars alone. Any card
 * that is told is wrong. And what as many frames leave behind in memory.
 */
import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { askWorker } from '../support/ask-worker.ts';
import type { NoCardReply, NoCardRequest } from './no-card-worker.ts';

export interface NoCardReport {
  /** Frames by what was in them. */
  readonly frames: Readonly<Record<string, number>>;
  /** How many of them each reader looked at, and in how many a text of the grammar came near enough to be weighed. */
  readonly looks: Readonly<Record<string, number>>;
  /** What must be none: frames in which a card was read, and memory that grew. */
  readonly wrong: readonly string[];
}

/** Sums of several reports. */
export function together(reports: readonly NoCardReport[]): NoCardReport {
  const sum = (of: 'frames' | 'looks') => {
    const sums: Record<string, number> = {};
    for (const report of reports)
      for (const [what, many] of Object.entries(report[of])) sums[what] = (sums[what] ?? 0) + many;
    return sums;
  };
  return { frames: sum('frames'), looks: sum('looks'), wrong: reports.flatMap(({ wrong }) => wrong) };
}

/** In mebibytes, of the thread that grew most. */
export interface MemoryGrown {
  readonly heapAfterATenth: number;
  readonly heapAtTheEnd: number;
  readonly wasmAfterATenth: number;
  readonly wasmAtTheEnd: number;
}

/** Frames that a thread is given at a time: a desk and its bars. */
export const pieceFrames = 80;
const mostGrownBytes = 2 ** 20;

/** On several threads, each with readers of its own; the same frames for the same seed, whatever the threads. */
export async function runNoCardSoak(options: {
  readonly frames: number;
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly say: (line: string) => void;
}): Promise<NoCardReport & { readonly memory: MemoryGrown }> {
  const { frames, seed, threads = cpus().length, say } = options;
  const pieces = Math.ceil(frames / pieceFrames);
  const reports: NoCardReport[] = [];
  const grown: (readonly [warm: NoCardReply, end: NoCardReply])[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./no-card-worker.ts', import.meta.url));
      let warm: NoCardReply | undefined;
      let last: NoCardReply | undefined;
      try {
        while (next < pieces) {
          const piece = next++;
          last = await askWorker<NoCardRequest, NoCardReply>(worker, { seed: seed + piece });
          reports.push(last.report);
          if (piece >= pieces / 10) warm ??= last;
          if (reports.length % 25 > 0) continue;
          const { wrong, looks } = together(reports);
          const soFar = Object.entries(looks).map(([what, many]) => `${many} ${what}`);
          say(`no-card, from seed ${seed}: ${reports.length * pieceFrames} frames, ${soFar.join(', ')}`);
          for (const line of wrong) say(`  wrong: ${line}`);
        }
      } finally {
        await worker.terminate();
      }
      if (warm !== undefined && last !== undefined) grown.push([warm, last]);
    }),
  );
  const wrong = grown.flatMap(([warm, end]) => [
    ...(end.heapBytes - warm.heapBytes > mostGrownBytes
      ? [`heap: ${warm.heapBytes} bytes after a tenth, ${end.heapBytes}`]
      : []),
    ...(end.wasmBytes > warm.wasmBytes ? [`wasm: ${warm.wasmBytes} bytes after a tenth, ${end.wasmBytes}`] : []),
  ]);
  const all = together(reports);
  return { ...all, wrong: [...all.wrong, ...wrong], memory: memoryOf(grown) };
}

function memoryOf(grown: readonly (readonly [warm: NoCardReply, end: NoCardReply])[]): MemoryGrown {
  const [most] = [...grown].sort(([a, b], [c, d]) => d.heapBytes - c.heapBytes - (b.heapBytes - a.heapBytes));
  const mebibytes = (bytes = 0) => Number((bytes / 2 ** 20).toFixed(2));
  return {
    heapAfterATenth: mebibytes(most?.[0].heapBytes),
    heapAtTheEnd: mebibytes(most?.[1].heapBytes),
    wasmAfterATenth: mebibytes(most?.[0].wasmBytes),
    wasmAtTheEnd: mebibytes(most?.[1].wasmBytes),
  };
}
