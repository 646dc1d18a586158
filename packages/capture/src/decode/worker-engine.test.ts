import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from './frame.ts';
import type { DecodeReply, DecodeRequest } from './protocol.ts';
import { createWorkerEngine } from './worker-engine.ts';

/** A worker that answers only what the test lets it. */
class FakeWorker {
  static made: FakeWorker[] = [];
  readonly address: string;
  readonly asked: DecodeRequest[] = [];
  isTerminated = false;
  onmessage: (event: { data: DecodeReply }) => void = () => {};
  onerror: (event: { message: string }) => void = () => {};

  constructor(address: URL) {
    this.address = address.href;
    FakeWorker.made.push(this);
  }
  postMessage(request: DecodeRequest): void {
    this.asked.push(request);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  answer(reply: DecodeReply): void {
    this.onmessage({ data: reply });
  }
}

const frame = (): Frame => ({ luma: new Uint8Array(1), widthPx: 1, heightPx: 1, takenAtMs: 0 });
const newest = (): FakeWorker => FakeWorker.made.at(-1) as FakeWorker;
const lastId = (): number => newest().asked.at(-1)?.id ?? 0;

async function loadedEngine(options = {}) {
  const engine = createWorkerEngine(options);
  const loading = engine.load();
  newest().answer({ type: 'loaded', id: lastId() });
  await loading;
  return engine;
}

beforeEach(() => {
  FakeWorker.made = [];
  vi.useFakeTimers();
  vi.stubGlobal('Worker', FakeWorker);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a frame that takes longer than its budget', () => {
  it('fails, and its worker is ended; the next load starts another', async () => {
    const engine = await loadedEngine();
    const late = expect(engine.decode(frame(), 250)).rejects.toMatchObject({ code: 'engine/decode', retryable: true });
    await vi.advanceTimersByTimeAsync(240);
    expect(newest().isTerminated).toBe(false);
    await vi.advanceTimersByTimeAsync(10);
    await late;
    expect(newest().isTerminated).toBe(true);
    void engine.load();
    expect(FakeWorker.made).toHaveLength(2);
  });

  it('is forgiven where the page was held up: its answer waits behind', async () => {
    const engine = await loadedEngine();
    const decoding = engine.decode(frame(), 250);
    const worker = newest();
    // All that a page held up for a minute finds at once: one timer that is due, and the answer.
    await vi.advanceTimersToNextTimerAsync();
    worker.answer({ type: 'decoded', id: lastId(), symbols: [] });
    expect(await decoding).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(worker.isTerminated).toBe(false);
  });

  it('has no budget unless one is given', async () => {
    const engine = await loadedEngine();
    const decoding = engine.decode(frame());
    await vi.advanceTimersByTimeAsync(60_000);
    newest().answer({ type: 'decoded', id: lastId(), symbols: [] });
    expect(await decoding).toEqual([]);
  });
});

it('a worker that does not load in half a minute is given up', async () => {
  const engine = createWorkerEngine();
  const given = expect(engine.load()).rejects.toMatchObject({ code: 'engine/load' });
  await vi.advanceTimersByTimeAsync(30_000);
  await given;
  expect(newest().isTerminated).toBe(true);
});

it('a worker that dies at a frame fails it', async () => {
  const engine = await loadedEngine();
  const decoding = expect(engine.decode(frame(), 250)).rejects.toMatchObject({ code: 'engine/decode' });
  newest().onerror({ message: 'out of memory' });
  await decoding;
});

it('a warning of the worker is handed over, and answers nothing', async () => {
  const warnings: string[] = [];
  const engine = createWorkerEngine({ onWarning: ({ code }: { code: string }) => void warnings.push(code) });
  const loading = engine.load();
  newest().answer({ type: 'warning', code: 'engine/load', message: 'no wasm' });
  newest().answer({ type: 'loaded', id: lastId() });
  await loading;
  expect(warnings).toEqual(['engine/load']);
});

describe('a worker that is not found', () => {
  /** Starts to load, and lets the file fail. Resolves when the next worker has its request. */
  async function notFound() {
    const engine = createWorkerEngine();
    const loading = engine.load();
    const file = newest();
    file.onerror({ message: '' });
    await vi.waitUntil(() => newest() !== file);
    return { engine, file, loading };
  }

  it('starts of its text', async () => {
    const { file, loading } = await notFound();
    expect([file.isTerminated, newest().address]).toEqual([true, expect.stringMatching(/^blob:/)]);
    const [request] = newest().asked;
    expect(request).toMatchObject({ type: 'load', wasmUrl: expect.stringMatching(/zxing_reader\.wasm$/) });
    newest().answer({ type: 'loaded', id: lastId() });
    await loading;
    expect(newest().isTerminated).toBe(false);
  });

  it('and does not start of its text either fails with the address and both reasons', async () => {
    const { loading } = await notFound();
    const failed = expect(loading).rejects.toMatchObject({
      code: 'engine/load',
      message: expect.stringMatching(/no decode worker at \S+decode-worker\.js\..*no decode worker at blob:/),
    });
    newest().onerror({ message: '' });
    await failed;
    expect(newest().isTerminated).toBe(true);
  });

  it('is not started of its text after the engine was closed', async () => {
    const engine = createWorkerEngine();
    const failed = expect(engine.load()).rejects.toMatchObject({ code: 'engine/load' });
    newest().onerror({ message: '' });
    await engine.close();
    await failed;
    expect(FakeWorker.made).toHaveLength(1);
  });

  it('is not replaced if it is the page’s own', async () => {
    vi.stubGlobal('document', { baseURI: 'https://venue.example/' });
    vi.stubGlobal('origin', 'https://venue.example');
    const engine = createWorkerEngine({ workerUrl: '/own.js' });
    const failed = expect(engine.load()).rejects.toMatchObject({
      code: 'engine/load',
      message: 'There is no decode worker at https://venue.example/own.js.',
    });
    newest().onerror({ message: '' });
    await failed;
    expect(FakeWorker.made).toHaveLength(1);
  });
});
