// The worker's entry: it does something when it is loaded. Its files are next to it.

import { serveUsualEngines } from './decode-worker-engines.ts';

serveUsualEngines({
  wasm: new URL('./zxing_reader.wasm', import.meta.url).href,
  async noWasm(address = new URL('./decode-worker-zxing-library.js', import.meta.url).href) {
    const file = (await import(address)) as typeof import('./decode-worker-zxing-library.ts');
    return file.zxingLibraryEngine();
  },
});
