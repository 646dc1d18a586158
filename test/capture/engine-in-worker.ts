// A worker that serves the engine named in its URL: `?engine=quagga2`.
import { type ServingScope, serveEngine } from '../../packages/capture/src/decode/serve-engine.ts';
import { engineNamed } from './engine-named.ts';

const name = new URL(self.location.href).searchParams.get('engine') ?? '';
// Listening must begin while this module is evaluated: what arrives before is lost.
serveEngine(self as unknown as ServingScope, () => engineNamed(name));
