// The worker's entry in `decode-worker-text.js`, for a page that finds no file. A text has nothing next to it, so it contains the
// engine without WebAssembly, and the page sends the address of the `.wasm`.

import { zxingLibraryEngine } from '../engines/zxing-library.ts';
import { serveUsualEngines } from './decode-worker-engines.ts';

serveUsualEngines({ wasm: undefined, noWasm: zxingLibraryEngine });
