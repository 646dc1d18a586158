// A thread that decodes one piece of frames per request.
import { parentPort } from 'node:worker_threads';
import { watchHeap } from '../offline/heap.ts';
import { createNoCardReaders } from './no-card-readers.ts';
import type { NoCardReply, NoCardRequest } from './no-card-report.ts';

const readers = await createNoCardReaders();
const heap = watchHeap();
parentPort?.on('message', async ({ seed }: NoCardRequest) => {
  const report = await readers.look(seed);
  const { heapBytes } = await heap.look();
  parentPort?.postMessage({ report, heapBytes, wasmBytes: readers.wasmBytes() } satisfies NoCardReply);
});
