import { describe, expect, it } from 'vitest';
import { CaptureError } from './errors.ts';
import type { ReadingSource, SourceEvent } from './reading.ts';
import { createSource, type Run } from './source.ts';

/** A source whose runs the test holds in its hands. */
function createHeld() {
  const runs: { run: Run; end: () => void; fail: (error: CaptureError) => void }[] = [];
  const source = createSource(
    'camera',
    (run) => new Promise((resolve, reject) => void runs.push({ run, end: resolve, fail: reject })),
  );
  const states: string[] = [];
  source.subscribe((event) => event.type === 'state' && states.push(event.state.status));
  const at = (index: number) => {
    const held = runs[index];
    if (held === undefined) throw new Error(`There is no run ${index}.`);
    return held;
  };
  return { source, states, at, count: () => runs.length };
}

const busy = new CaptureError('camera/busy', 'for the test', { retryable: true });
const foreign: SourceEvent = { type: 'unrecognised', origin: 'camera', symbology: 'qr' };
/** Lets all promises settle that are not held. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createSource', () => {
  it('emits each change of state once, and starts once for two calls', async () => {
    const { source, states, at, count } = createHeld();
    const both = Promise.all([source.start(), source.start()]);
    await settled();
    at(0).run.running();
    await both;
    const stopped = source.stop();
    at(0).end();
    await stopped;
    expect([count(), states]).toEqual([1, ['starting', 'running', 'stopped']]);
  });

  it('begins a new run only when the last is over', async () => {
    const { source, at, count } = createHeld();
    void source.start();
    await settled();
    void source.stop();
    void source.start();
    await settled();
    expect([count(), at(0).run.signal.aborted]).toEqual([1, true]);
    at(0).end();
    await settled();
    expect([count(), at(1).run.signal.aborted, source.state.status]).toEqual([2, false, 'starting']);
  });

  it('begins no run that was stopped before its turn', async () => {
    const { source, states, count } = createHeld();
    await Promise.all([source.start(), source.stop()]);
    expect([count(), states]).toEqual([0, ['starting', 'stopped']]);
  });

  it('resolves a start that stop overtakes, whatever the run then throws', async () => {
    const { source, states, at } = createHeld();
    const starting = source.start();
    await settled();
    const stopped = source.stop();
    at(0).fail(busy);
    await Promise.all([starting, stopped]);
    expect(states).toEqual(['starting', 'stopped']);
  });

  it('has the code of its failure, releases everything, and can be started again', async () => {
    const { source, at } = createHeld();
    const starting = source.start();
    await settled();
    at(0).fail(busy);
    await expect(starting).rejects.toBe(busy);
    expect([source.state, at(0).run.signal.aborted]).toEqual([{ status: 'failed', code: 'camera/busy' }, true]);
    void source.start();
    await settled();
    at(1).run.running();
    expect(source.state).toEqual({ status: 'running' });
    at(1).fail(busy);
    await settled();
    expect(source.state).toEqual({ status: 'failed', code: 'camera/busy' });
  });

  it('emits no event of a stopped run, and none after close', async () => {
    const { source, at } = createHeld();
    const heard: string[] = [];
    source.subscribe(({ type }) => heard.push(type));
    void source.start();
    await settled();
    at(0).run.emit(foreign);
    const closed = source.close();
    at(0).run.emit(foreign);
    at(0).end();
    await closed;
    expect(heard).toEqual(['state', 'unrecognised', 'state']);
    await expect(source.start()).rejects.toMatchObject({ code: 'config/invalid' });
  });

  it('lets one function subscribe twice and leave once', async () => {
    const { source } = createHeld();
    let heard = 0;
    const listener = (): void => void heard++;
    const leave: ReturnType<ReadingSource['subscribe']> = source.subscribe(listener);
    source.subscribe(listener);
    leave();
    leave();
    void source.start();
    await settled();
    expect(heard).toBe(1);
  });
});
