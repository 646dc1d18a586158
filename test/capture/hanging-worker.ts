// A worker whose engine never comes back from a black picture, as a bug in an engine would have it.
import { type ServingScope, serveEngine } from '../../packages/capture/src/decode/serve-engine.ts';
import { engineNamed } from './engine-named.ts';

serveEngine(self as unknown as ServingScope, () => {
  const engine = engineNamed('zxing-wasm');
  return {
    ...engine,
    async decode(frame) {
      while (frame.luma.every((level) => level < 20));
      return engine.decode(frame);
    },
  };
});
