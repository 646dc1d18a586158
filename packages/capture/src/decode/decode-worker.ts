// The worker's entry: the one module of this package that does something when it is loaded.

import { thoroughCard39 } from '../engines/card39/thorough.ts';
import { thoroughCardQr } from '../engines/cardqr/thorough.ts';
import { nativeEngine } from '../engines/native.ts';
import { zxingWasmEngine } from '../engines/zxing-wasm.ts';
import { type EngineMaker, firstToLoad } from './first-to-load.ts';
import type { EngineName } from './protocol.ts';
import { type ServingScope, serveEngine } from './serve-engine.ts';
import { createStrategy } from './strategy.ts';

const besideThisFile = {
  wasm: new URL('./zxing_reader.wasm', import.meta.url).href,
  noWasm: new URL('./decode-worker-zxing-library.js', import.meta.url).href,
};
/** Without WebAssembly, which a page's policy may forbid, there is still JavaScript. */
const usualEngines: readonly EngineName[] = ['zxing-wasm', 'zxing-library'];

serveEngine(self as unknown as ServingScope, ({ wasmUrl, noWasmUrl, grammar, engines, warn }) => {
  const makers: Readonly<Record<EngineName, EngineMaker>> = {
    'zxing-wasm': () => zxingWasmEngine({ wasmUrl: wasmUrl ?? besideThisFile.wasm }),
    'zxing-library': async () => {
      const address = noWasmUrl ?? besideThisFile.noWasm;
      const file = (await import(address)) as typeof import('./decode-worker-zxing-library.ts');
      return file.zxingLibraryEngine();
    },
    native: () => nativeEngine(),
  };
  return createStrategy({
    fast: firstToLoad(
      (engines ?? usualEngines).map((name) => makers[name]),
      warn,
    ),
    thorough: [thoroughCard39(grammar), thoroughCardQr(grammar)],
    grammar,
    now: () => performance.now(),
  });
});
