import { beforeEach, describe, expect, it } from 'vitest';
import { CaptureError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { firstToLoad } from './first-to-load.ts';

const frame = { luma: new Uint8Array(1), widthPx: 1, heightPx: 1, takenAtMs: 0 };

let made: string[];
let warnings: string[];
beforeEach(() => {
  [made, warnings] = [[], []];
});

function engineNamed(name: string, loads = true): () => Engine {
  return () => {
    made.push(name);
    return {
      async load() {
        if (!loads) throw new CaptureError('engine/load', `${name} is not there`, { retryable: true });
      },
      decode: async () => [{ symbology: 'qr', text: name }],
      close: async () => {},
    };
  };
}

const choice = (...makers: Parameters<typeof firstToLoad>[0]) =>
  firstToLoad(makers, ({ message }) => void warnings.push(message));

async function readBy(engine: Engine): Promise<unknown> {
  await engine.load();
  return (await engine.decode(frame))[0]?.text;
}

describe('the first engine that loads', () => {
  it('is the one asked for, and no other is made', async () => {
    expect(await readBy(choice(engineNamed('one'), engineNamed('two')))).toBe('one');
    expect([made, warnings]).toEqual([['one'], []]);
  });

  it('is the next one if one does not load, and reports that once', async () => {
    const engine = choice(engineNamed('one', false), engineNamed('two'));
    expect(await readBy(engine)).toBe('two');
    await engine.load();
    expect(warnings).toEqual(['one is not there']);
  });

  it('is the next where the code of one cannot even be fetched', async () => {
    const unfetched = async (): Promise<Engine> => Promise.reject(new TypeError('404'));
    expect(await readBy(choice(unfetched, engineNamed('two')))).toBe('two');
    expect(warnings).toEqual(['404']);
  });

  it('throws the first error if none loads, and another load tries again', async () => {
    const engine = choice(engineNamed('one', false), engineNamed('two', false));
    for (const _ of [1, 2])
      await expect(engine.load()).rejects.toMatchObject({ code: 'engine/load', message: 'one is not there' });
    expect([made, warnings]).toEqual([['one', 'two', 'one', 'two'], []]);
    await expect(engine.decode(frame)).rejects.toMatchObject({ code: 'engine/decode' });
  });

  it('is not there after close, and may be another after the next load', async () => {
    const engine = choice(engineNamed('one'));
    await engine.load();
    await engine.close();
    await expect(engine.decode(frame)).rejects.toMatchObject({ code: 'engine/decode' });
    expect(await readBy(engine)).toBe('one');
    expect(made).toEqual(['one', 'one']);
  });
});
