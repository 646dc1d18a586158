import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zxingWasmEngine } from '../../packages/capture/src/engines/zxing-wasm.ts';
import { frameOf } from '../contract/symbol-frames.ts';
import { wasmBinary } from '../support/zxing-wasm.ts';

describe('zxing-wasm', () => {
  it.each([
    ['bytes that are not wasm', { wasmBinary: new ArrayBuffer(8) }],
    ['an address where nothing answers', { wasmUrl: 'http://127.0.0.1:1/zxing_reader.wasm' }],
  ])('fails to load with %s, at every attempt, and fetches from nowhere else', async (_name, options) => {
    const engine = zxingWasmEngine(options);
    await expect(engine.load()).rejects.toMatchObject({ code: 'engine/load', retryable: true });
    await expect(engine.load()).rejects.toMatchObject({ code: 'engine/load', retryable: true });
    const sound = zxingWasmEngine({ wasmBinary });
    await sound.load();
    await sound.close();
  });
});

describe('codes of kinds that no card has', () => {
  const engine = zxingWasmEngine({ wasmBinary });
  beforeAll(() => engine.load());
  afterAll(() => engine.close());

  it.each([
    ['ean13', '6414893400016'],
    ['ean8', '64148939'],
    ['upca', '012345678905'],
    ['code128', 'HELLO'],
    ['datamatrix', 'HELLO'],
    ['azteccode', 'HELLO'],
    ['pdf417', 'HELLO'],
  ])('%s is seen, as none of a card’s', async (kind, text) => {
    const found = await engine.decodeOthers?.(frameOf(kind, text));
    expect(found?.map(({ symbology }) => symbology)).toEqual(['other']);
  });
  it.each(['qrcode', 'code39'])('%s is not one of them', async (kind) => {
    expect(await engine.decodeOthers?.(frameOf(kind, 'A045198723'))).toEqual([]);
  });
});
