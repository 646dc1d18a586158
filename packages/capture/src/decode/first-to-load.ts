import type { CaptureError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { toLoadError } from './engine-errors.ts';
import { createLoadable } from './loadable.ts';

/** Makes an engine; may fetch its code for that. */
export type EngineMaker = () => Engine | Promise<Engine>;

/**
 * The first engine that loads, in the order given; those after it are not even made. `onPassedOver` is told once a load,
 * with why the first one did not, if another does. When none does, `load` fails as the first one did.
 */
export function firstToLoad(makers: readonly EngineMaker[], onPassedOver: (why: CaptureError) => void): Engine {
  const chosen = createLoadable(choose, toLoadError);

  async function choose(): Promise<Engine> {
    let why: CaptureError | undefined;
    for (const make of makers) {
      try {
        const engine = await make();
        await engine.load();
        if (why !== undefined) onPassedOver(why);
        return engine;
      } catch (cause) {
        why ??= toLoadError(cause);
      }
    }
    throw why ?? toLoadError(new Error('No engine was asked for.'));
  }

  return {
    load: chosen.load,
    decode: async (frame) => chosen.need().decode(frame),
    decodeOthers: async (frame) => (await chosen.value?.decodeOthers?.(frame)) ?? [],
    async close() {
      const engine = chosen.value;
      chosen.close();
      await engine?.close();
    },
  };
}
