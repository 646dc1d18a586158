import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const path = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');

/** The file `zxing_reader.wasm` of the installed package. */
export const zxingReaderWasm = new Uint8Array(readFileSync(path));

/** The same as an engine's option, and as zxing-wasm's own. */
export const wasmBinary: ArrayBuffer = zxingReaderWasm.buffer;
