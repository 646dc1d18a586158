import { CaptureError } from '../errors.ts';
import { toLoadError } from './decode-error.ts';
import type { Engine } from './engine.ts';

/** Makes an engine; may fetch its code for that. */
export type EngineMaker = () => Engine | Promise<Engine>;

/**
 * The first engine that loads, in the order given; those after it are not even made. `onPassedOver` is told once a load,
 * with why the first one did not, if another does. When none does, `load` fails as the first one did.
 */
export function firstToLoad(makers: readonly EngineMaker[], onPassedOver: (why: CaptureError) => void): Engine {
  let loading: Promise<Engine> | undefined;
  let chosen: Engine | undefined;

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
    async load() {
      loading ??= choose();
      const attempt = loading;
      try {
        const engine = await attempt;
        if (loading === attempt) chosen = engine;
      } catch (cause) {
        if (loading === attempt) loading = undefined;
        throw cause;
      }
    },
    async decode(frame) {
      if (chosen === undefined)
        throw new CaptureError('engine/decode', 'The engine is not loaded.', { retryable: false });
      return chosen.decode(frame);
    },
    decodeOthers: async (frame) => (await chosen?.decodeOthers?.(frame)) ?? [],
    async close() {
      const engine = chosen;
      loading = undefined;
      chosen = undefined;
      await engine?.close();
    },
  };
}
