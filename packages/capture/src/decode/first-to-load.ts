import type { CaptureError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { toLoadError } from './engine-errors.ts';
import { createLoadable } from './loadable.ts';

/** Creates an engine; may fetch its code first. */
export type EngineMaker = () => Engine | Promise<Engine>;

/**
 * Returns an engine that is the first of `makers` to load, in order; those after it are never created. If an earlier one
 * failed, `onPassedOver` is called once with its error. If none loads, `load` throws the first error.
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
    throw why ?? toLoadError(new Error('`engines` is empty. Name at least one engine.'));
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
