import type { ThoroughEngine } from '../../packages/capture/src/decode/strategy.ts';
import { frameOf } from './symbol-frames.ts';

/** One promise of the port, for any test runner. */
export interface ThoroughCase {
  readonly name: string;
  /** @throws Error if the engine breaks the promise */
  run(): void;
}

const card = 'A045198723';

/** The promises of `ThoroughEngine`. `kind` is the symbology it reads, by bwip-js's name. Each case has its own engine. */
export function thoroughEngineCases(
  makeEngine: () => ThoroughEngine,
  kind: 'qrcode' | 'code39',
): readonly ThoroughCase[] {
  const blank = { luma: new Uint8Array(640 * 480).fill(232), widthPx: 640, heightPx: 480, takenAtMs: 0 };
  /** The texts of up to eight looks at a frame: an engine may read one place a look. */
  const textsOf = (engine: ThoroughEngine, frame = frameOf(kind, card)): readonly string[] => {
    for (let look = 0; look < 8; look += 1) {
      const { symbols: found, hasEvidence } = engine.look(frame);
      // A covered part is reported without a text.
      const symbols = found.filter(({ symbology }) => symbology !== 'hidden');
      if (symbols.length > 0 && !hasEvidence) throw new Error('The engine read a card without evidence of one.');
      if (symbols.length > 0) return symbols.map(({ text }) => text);
    }
    return [];
  };
  return [
    { name: 'reads a card within eight looks, with evidence', run: () => same(textsOf(makeEngine()), [card]) },
    {
      name: 'finds nothing in a blank frame, and has no evidence',
      run: () => same(makeEngine().look(blank), { symbols: [], hasEvidence: false }),
    },
    {
      name: 'reads no text outside its grammar',
      run: () => same(textsOf(makeEngine(), frameOf(kind, 'B584639043')), []),
    },
    {
      name: 'reads a card again after it forgot it, and after a blank frame',
      run: () => {
        const engine = makeEngine();
        same(textsOf(engine), [card]);
        engine.forget();
        engine.look(blank);
        same(textsOf(engine), [card]);
      },
    },
    {
      name: 'does not change the frame',
      run: () => {
        const frame = frameOf(kind, card);
        const before = frame.luma.slice();
        makeEngine().look(frame);
        same(
          frame.luma.every((level, index) => level === before[index]),
          true,
        );
      },
    },
    {
      name: 'survives frames of 0 × 0, 1 × 1 and 1 × 480 pixels',
      run: () => {
        const engine = makeEngine();
        for (const [widthPx, heightPx] of [
          [0, 0],
          [1, 1],
          [1, 480],
        ] as const)
          same(engine.look({ luma: new Uint8Array(widthPx * heightPx), widthPx, heightPx, takenAtMs: 0 }).symbols, []);
      },
    },
  ];
}

function same(actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`The engine gave ${is} instead of ${should}.`);
}
