// Every engine in a worker of its own in a real browser, and on the page's thread as well.

import type { Engine } from '../../packages/capture/src/decode/engine.ts';
import { createWorkerEngine } from '../../packages/capture/src/decode/worker-engine.ts';
import { isCaptureError } from '../../packages/capture/src/errors.ts';
import { engineCases } from '../contract/engine.case.ts';
import { engineLimits } from '../contract/engine-limits.ts';
import { describe, it } from './browser-words.ts';
import { engineNamed } from './engine-named.ts';

const workerUrl = new URL('./engine-in-worker.ts', import.meta.url);

for (const [name, limits] of Object.entries(engineLimits)) {
  const places: readonly [where: string, make: () => Engine][] = [
    ['in a worker', () => createWorkerEngine({ workerUrl: `${workerUrl}?engine=${name}` })],
    ['on the page’s thread', () => engineNamed(name)],
  ];
  for (const [where, make] of places) {
    const cannotRun = await whyNot(name, make);
    describe(`${name} ${where}`, () => {
      // Each case starts a worker and fetches the engine again, which takes long on a busy machine.
      for (const { name: does, run } of engineCases(make, limits)) {
        if (cannotRun === undefined) it(does, run);
        else it.skip(`${does} (${cannotRun})`, run);
      }
    });
  }
}

/** Returns why an engine is skipped. Only the browser's own detector may be missing: any other that does not load fails. */
async function whyNot(name: string, make: () => Engine): Promise<string | undefined> {
  if (name !== 'native') return undefined;
  const engine = make();
  try {
    await engine.load();
    return undefined;
  } catch (error) {
    if (!isCaptureError(error) || error.code !== 'engine/load') throw error;
    return error.message;
  } finally {
    await engine.close();
  }
}
