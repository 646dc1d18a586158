import { thoroughCard39 } from '../engines/card39/thorough.ts';
import { thoroughCardQr } from '../engines/cardqr/thorough.ts';
import { nativeEngine } from '../engines/native.ts';
import { zxingWasmEngine } from '../engines/zxing-wasm.ts';
import type { Engine } from './engine.ts';
import { type EngineMaker, firstToLoad } from './first-to-load.ts';
import type { EngineName } from './protocol.ts';
import { type ServingScope, serveEngine } from './serve-engine.ts';
import { createStrategy } from './strategy.ts';

/** Where a worker finds what is not in its own file. The page may send other addresses. */
interface Places {
  /** The address of `zxing_reader.wasm`, if the worker knows it. */
  readonly wasm: string | undefined;
  /** Creates the engine without WebAssembly, of the file at the address that the page has sent. */
  noWasm(address: string | undefined): Engine | Promise<Engine>;
}

/** Without WebAssembly, which a page's policy may forbid, there is still JavaScript. */
const usualEngines: readonly EngineName[] = ['zxing-wasm', 'zxing-library'];

/** Serves this worker's page with the engines that read cards. */
export function serveUsualEngines(places: Places): void {
  serveEngine(self as unknown as ServingScope, ({ wasmUrl = places.wasm, noWasmUrl, grammar, engines, warn }) => {
    const makers: Readonly<Record<EngineName, EngineMaker>> = {
      'zxing-wasm': () => {
        if (wasmUrl === undefined)
          throw new Error('zxing_reader.wasm has no address in a classic script. Set `wasmUrl` (docs/bundlers.md).');
        return zxingWasmEngine({ wasmUrl });
      },
      'zxing-library': () => places.noWasm(noWasmUrl),
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
}
