// One scene as a page with a camera reads it.
import { zxingWasmEngine } from '../../../packages/capture/src/engines/zxing-wasm.ts';
import { wasmBinary } from '../../support/zxing-wasm.ts';
import { createProduct } from '../decode/product.ts';
import { createPoseReader, type Known } from './given-pose.ts';
import { hard, hardScene } from './hard-scenes.ts';
import {
  cardScene,
  destroyedScene,
  pairScene,
  type Scene,
  touchingScene,
  twoAtOnceScene,
  wholeKinds,
} from './scenes.ts';

/** A scene by its family and its seed. `family` is a kind of card, or one of those below. */
export interface SceneName {
  readonly family: string;
  readonly seed: number;
}

const families: Readonly<Record<string, (seed: number) => Scene>> = {
  destroyed: destroyedScene,
  pairs: pairScene,
  touching: touchingScene,
  'two at once': twoAtOnceScene,
};

export interface Seen extends SceneName {
  readonly kind: string;
  readonly isRead: boolean;
  /** True if the screen said that a part is hidden. */
  readonly isHidden: boolean;
  /** Of a kind whose card can be read: true if a look shows the text to a reader that is given the code's place. */
  readonly isShown?: boolean;
  /** Cards that were returned and are not there. */
  readonly wrong: readonly string[];
}

/** What is known of the kinds whose card can be read. */
const known: Readonly<Record<string, Known>> = {
  ...Object.fromEntries(Object.keys(hard).map((kind) => [kind, {}])),
  [wholeKinds[0]]: {},
  [wholeKinds[1]]: { isInverted: true },
  [wholeKinds[2]]: { free: [-1, -0.35] },
};

/** Returns a function that looks at scenes, one after the other. */
export async function createSceneReader(): Promise<(name: SceneName) => Promise<Seen>> {
  const fast = zxingWasmEngine({ wasmBinary });
  await fast.load();
  const showsAt = createPoseReader();
  return async ({ family, seed }) => {
    const own = family in hard ? hardScene : cardScene;
    const { kind, texts, anyOf, looks, look, heldAt } = families[family]?.(seed) ?? own(seed, family);
    const product = createProduct(fast);
    const found = new Set<string>();
    const whole = known[family];
    let isShown = false;
    // A wrong text may still come after the right one.
    for (let n = 0; n < looks; n++) {
      const frame = await look(n);
      for (const text of await product.look(frame)) found.add(text);
      if (whole !== undefined && heldAt !== undefined) isShown ||= showsAt(frame, heldAt(n), whole);
    }
    const isRead = anyOf ? texts.some((text) => found.has(text)) : texts.every((text) => found.has(text));
    const wrong = [...found].filter((text) => !texts.includes(text));
    return { family, seed, kind, isRead, isHidden: product.saidHidden(), ...(whole && { isShown }), wrong };
  };
}
