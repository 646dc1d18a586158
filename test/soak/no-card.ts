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

/** Mebibytes at the end of each tenth of the frames, of the thread whose heap grew most over the second half. */
export interface MemoryCourse {
  readonly heap: readonly number[];
  readonly wasm: readonly number[];
  /** What its heap grew by over the second half, in bytes for each frame that this thread looked at. */
  readonly heapBytesAFrame: number;
}

/** Frames that a thread is given at a time: a desk and its bars. */
export const pieceFrames = 80;
/** Over the second half, when all tables are made: a leak of 16 bytes a frame, as readers have shown, must be seen. */
const maxBytesAFrame = 8;
/** A thread's heap is known to so many bytes: what the engine keeps for its own use comes and goes. */
const unsureBytes = 2 ** 17;
const tenths = 10;

/** On several threads, each with readers of its own; the same frames for the same seed, whatever the threads. */
export async function runNoCardSoak(options: {
  readonly frames: number;
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly say: (line: string) => void;
}): Promise<NoCardReport & { readonly memory: MemoryCourse }> {
  const { frames, seed, threads = cpus().length, say } = options;
  const pieces = Math.ceil(frames / pieceFrames);
  const reports: NoCardReport[] = [];
  const courses: NoCardReply[][] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./no-card-worker.ts', import.meta.url));
      const course: NoCardReply[] = [];
      try {
        while (next < pieces) {
          const piece = next++;
          const reply = await askWorker<NoCardRequest, NoCardReply>(worker, { seed: seed + piece });
          reports.push(reply.report);
          course[Math.floor((tenths * piece) / pieces)] = reply;
          if (reports.length % 25 > 0) continue;
          const { wrong, looks } = together(reports);
          const soFar = Object.entries(looks).map(([what, many]) => `${many} ${what}`);
          say(`no-card, from seed ${seed}: ${reports.length * pieceFrames} frames, ${soFar.join(', ')}`);
          for (const line of wrong) say(`  wrong: ${line}`);
        }
      } finally {
        await worker.terminate();
      }
      courses.push(course);
    }),
  );
  const all = together(reports);
  const { wrong, memory } = memoryOf(courses, frames / threads);
  return { ...all, wrong: [...all.wrong, ...wrong], memory };
}

/** The course of the thread that grew most, and what is wrong with any of them. */
function memoryOf(
  courses: readonly (readonly NoCardReply[])[],
  framesAThread: number,
): { readonly wrong: readonly string[]; readonly memory: MemoryCourse } {
  const halves = courses.flatMap((course) => {
    // A thread that had no piece in one of the two tells nothing: so few frames prove nothing of memory either.
    const [middle, end] = [course[tenths / 2 - 1], course[tenths - 1]];
    if (middle === undefined || end === undefined) return [];
    const [heap, wasm] = [end.heapBytes - middle.heapBytes, end.wasmBytes - middle.wasmBytes];
    return [{ course, heap, wasm }];
  });
  const most = halves.sort((a, b) => b.heap - a.heap)[0];
  const maxBytes = unsureBytes + (maxBytesAFrame * framesAThread) / 2;
  const mebibytes = (of: 'heapBytes' | 'wasmBytes') =>
    (most?.course ?? []).map((reply) => Number((reply[of] / 2 ** 20).toFixed(2)));
  return {
    wrong: halves.flatMap(({ heap, wasm }) => [
      ...(heap > maxBytes ? [`heap: ${heap} bytes more over the second half, ${maxBytes} are allowed`] : []),
      ...(wasm > 0 ? [`wasm: ${wasm} bytes more over the second half`] : []),
    ]),
    memory: {
      heap: mebibytes('heapBytes'),
      wasm: mebibytes('wasmBytes'),
      heapBytesAFrame: Number((((most?.heap ?? 0) * 2) / framesAThread).toFixed(1)),
    },
  };
}
