import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { zxingWasmEngine } from '../../packages/capture/src/engines/zxing-wasm.ts';

const file = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
const wasmBinary = new Uint8Array(file).buffer;

describe('zxing-wasm', () => {
  it.each([
    ['a wasm that is none', { wasmBinary: new ArrayBuffer(8) }],
    ['an address where nothing answers', { wasmUrl: 'http://127.0.0.1:1/zxing_reader.wasm' }],
  ])('fails to load with %s, each time anew, and asks nobody else', async (_name, options) => {
    const engine = zxingWasmEngine(options);
    await expect(engine.load()).rejects.toMatchObject({ code: 'engine/load', retryable: true });
    await expect(engine.load()).rejects.toMatchObject({ code: 'engine/load', retryable: true });
    const sound = zxingWasmEngine({ wasmBinary });
    await sound.load();
    await sound.close();
  });
});
