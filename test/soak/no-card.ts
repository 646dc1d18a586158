/**
 * Frames without a card for every engine of the camera's worker: desks with foreign Code 39, other symbologies, QR codes
 * with almost a card's text, print and stripes, as different cameras see them, and strips of bars alone. A card that an
 * engine reads is an error. The soak also measures what the frames leave in memory.
 */
import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { askWorker } from '../support/ask-worker.ts';
import { type NoCardReply, type NoCardReport, type NoCardRequest, pieceFrames, sumOf } from './no-card-report.ts';

/** Mebibytes after each tenth of the frames, of the thread whose heap grew most in the second half. */
export interface MemoryCourse {
  readonly heap: readonly number[];
  readonly wasm: readonly number[];
  /** The growth of its heap in the second half, in bytes per frame of this thread. */
  readonly heapBytesAFrame: number;
}

/** In the second half, when all tables exist. A leak of 16 bytes per frame, as zxing-wasm had, must be detected. */
const maxBytesAFrame = 8;
/** The uncertainty of a heap's size, because V8 keeps memory for its own use that comes and goes. */
const uncertainBytes = 2 ** 17;
const tenths = 10;

/** Runs on several threads, each with its own engines. The same seed gives the same frames, for any number of threads. */
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
          const { wrong, looks } = sumOf(reports);
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
  const all = sumOf(reports);
  const { wrong, memory } = memoryOf(courses, frames / threads);
  return { ...all, wrong: [...all.wrong, ...wrong], memory };
}

/** Returns the memory of the thread that grew most, and what is wrong with any thread. */
function memoryOf(
  courses: readonly (readonly NoCardReply[])[],
  framesAThread: number,
): { readonly wrong: readonly string[]; readonly memory: MemoryCourse } {
  const halves = courses.flatMap((course) => {
    // Skip a thread without a measurement in one of the halves: too few frames prove nothing about memory.
    const [middle, end] = [course[tenths / 2 - 1], course[tenths - 1]];
    if (middle === undefined || end === undefined) return [];
    const [heap, wasm] = [end.heapBytes - middle.heapBytes, end.wasmBytes - middle.wasmBytes];
    return [{ course, heap, wasm }];
  });
  const most = halves.sort((a, b) => b.heap - a.heap)[0];
  const maxBytes = uncertainBytes + (maxBytesAFrame * framesAThread) / 2;
  const mebibytes = (of: 'heapBytes' | 'wasmBytes') =>
    (most?.course ?? []).map((reply) => Number((reply[of] / 2 ** 20).toFixed(2)));
  return {
    wrong: halves.flatMap(({ heap, wasm }) => [
      ...(heap > maxBytes ? [`heap: ${heap} bytes more in the second half; ${maxBytes} are allowed`] : []),
      ...(wasm > 0 ? [`wasm: ${wasm} bytes more in the second half`] : []),
    ]),
    memory: {
      heap: mebibytes('heapBytes'),
      wasm: mebibytes('wasmBytes'),
      heapBytesAFrame: Number((((most?.heap ?? 0) * 2) / framesAThread).toFixed(1)),
    },
  };
}
