// A worker whose engine never returns from a black picture, like an engine with a bug.
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
