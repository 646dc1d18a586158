// The worker's entry: the one module of this package that does something when it is loaded.
import { patientCard39 } from '../engines/card39/patient.ts';
import { zxingWasmEngine } from '../engines/zxing-wasm.ts';
import { type ServingScope, serveEngine } from './serve-engine.ts';
import { createStrategy } from './strategy.ts';

const servedBesideThisFile = new URL('./zxing_reader.wasm', import.meta.url).href;

serveEngine(self as unknown as ServingScope, ({ wasmUrl = servedBesideThisFile, grammar }) =>
  createStrategy({
    fast: zxingWasmEngine({ wasmUrl }),
    patient: patientCard39(grammar),
    now: () => performance.now(),
  }),
);
