// The worker's entry: the one module of this package that does something when it is loaded.
import { zxingWasmEngine } from '../engines/zxing-wasm.ts';
import { type ServingScope, serveEngine } from './serve-engine.ts';

const servedBesideThisFile = new URL('./zxing_reader.wasm', import.meta.url).href;

serveEngine(self as unknown as ServingScope, (wasmUrl) =>
  zxingWasmEngine({ wasmUrl: wasmUrl ?? servedBesideThisFile }),
);
