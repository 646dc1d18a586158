// The conformance suite of the port `Engine`, without a test runner: each suite names and runs the cases itself.
import type { DecodedSymbol, Engine } from '../../packages/capture/src/decode/engine.ts';
import type { Frame } from '../../packages/capture/src/decode/frame.ts';
import {
  frameOf,
  fullContrast,
  inverted,
  noise,
  onItsSide,
  plain,
  slanted,
  stacked,
  stripes,
  turned,
} from './symbol-frames.ts';

/** One case. Resolves if the engine conforms; rejects with what it did instead. */
export interface EngineCase {
  readonly name: string;
  run(): Promise<void>;
}

/** What an engine may be unable to do. Every engine must do everything else. */
export type Ability =
  | 'qr'
  | 'code-39'
  | 'white-on-black'
  | 'upside-down'
  | 'on-its-side'
  | 'any-text'
  | 'any-angle'
  | 'full-contrast';

/** The abilities that an engine lacks, each with the reason. */
export type EngineLimits = Partial<Record<Ability, string>>;

const card = 'A045198723';

interface FrameCase {
  readonly name: string;
  readonly frame: () => Frame;
  readonly expected: readonly string[];
  readonly needs?: readonly Ability[];
}

const frameCases: readonly FrameCase[] = [
  { name: 'reads a QR code', frame: () => frameOf('qrcode', card), expected: [`qr ${card}`], needs: ['qr'] },
  {
    name: 'reads a Code 39',
    frame: () => frameOf('code39', card),
    expected: [`code-39 ${card}`],
    needs: ['code-39'],
  },
  {
    name: 'reads a QR code upside down',
    frame: () => turned(frameOf('qrcode', card)),
    expected: [`qr ${card}`],
    needs: ['qr', 'upside-down'],
  },
  {
    name: 'reads a QR code of a two-letter code',
    frame: () => frameOf('qrcode', 'AM123456789'),
    expected: ['qr AM123456789'],
    needs: ['qr'],
  },
  {
    name: 'reads a QR code at 35°',
    frame: () => slanted(frameOf('qrcode', card), 35),
    expected: [`qr ${card}`],
    needs: ['qr'],
  },
  {
    name: 'reads a Code 39 upside down',
    frame: () => turned(frameOf('code39', card)),
    expected: [`code-39 ${card}`],
    needs: ['code-39', 'upside-down'],
  },
  {
    name: 'reads a Code 39 on its side',
    frame: () => onItsSide(frameOf('code39', card)),
    expected: [`code-39 ${card}`],
    needs: ['code-39', 'on-its-side'],
  },
  {
    name: 'reads a Code 39 at 35°',
    frame: () => slanted(frameOf('code39', card), 35),
    expected: [`code-39 ${card}`],
    needs: ['code-39', 'any-angle'],
  },
  {
    name: 'reads a Code 39 of full black on full white',
    frame: () => fullContrast(frameOf('code39', card)),
    expected: [`code-39 ${card}`],
    needs: ['code-39', 'full-contrast'],
  },
  {
    name: 'reads white on black',
    frame: () => inverted(frameOf('qrcode', card)),
    expected: [`qr ${card}`],
    needs: ['qr', 'white-on-black'],
  },
  {
    name: 'reads two codes in one frame',
    frame: () => stacked(frameOf('qrcode', card), frameOf('code39', card)),
    expected: [`code-39 ${card}`, `qr ${card}`],
    needs: ['qr', 'code-39'],
  },
  {
    name: 'reads a two-letter code',
    frame: () => frameOf('code39', 'AM123456789'),
    expected: ['code-39 AM123456789'],
    needs: ['code-39'],
  },
  {
    name: 'hands over a QR code of another kind',
    frame: () => frameOf('qrcode', 'https://example.org/?q=å'),
    expected: ['qr https://example.org/?q=å'],
    needs: ['qr', 'any-text'],
  },
  {
    name: 'does not rewrite six characters as Code 32, which would make a card of them',
    frame: () => frameOf('code39', '09T9T9'),
    expected: ['code-39 09T9T9'],
    needs: ['code-39', 'any-text'],
  },
  {
    name: 'does not take a plus for a shift of extended Code 39',
    frame: () => frameOf('code39', 'A+B12'),
    expected: ['code-39 A+B12'],
    needs: ['code-39', 'any-text'],
  },
  { name: 'takes no Code 128 for one of a card’s codes', frame: () => frameOf('code128', card), expected: [] },
  { name: 'takes no EAN-13 for one', frame: () => frameOf('ean13', '6414893400016'), expected: [] },
  { name: 'takes no Micro QR for one', frame: () => frameOf('microqrcode', 'A0451'), expected: [] },
  { name: 'finds nothing in white', frame: () => plain(640, 480, 255), expected: [] },
  { name: 'finds nothing in black', frame: () => plain(640, 480, 0), expected: [] },
  { name: 'finds nothing in noise', frame: () => noise(640, 480), expected: [] },
  { name: 'finds nothing in stripes', frame: () => stripes(640, 480), expected: [] },
  { name: 'survives a frame one pixel high', frame: () => plain(640, 1, 0), expected: [] },
  { name: 'survives a frame one pixel wide', frame: () => plain(1, 480, 0), expected: [] },
  { name: 'survives a frame without pixels', frame: () => plain(0, 0, 0), expected: [] },
  { name: 'survives a frame of one pixel', frame: () => plain(1, 1, 255), expected: [] },
  { name: 'survives a frame of 65 536 × 2 pixels', frame: () => noise(65_536, 2), expected: [] },
  { name: 'survives a frame of 3 × 4 096 pixels', frame: () => noise(3, 4096), expected: [] },
];

/** Returns the cases for the engines created by `makeEngine`. Each case creates and closes its own. */
export function engineCases(makeEngine: () => Engine, limits: EngineLimits = {}): readonly EngineCase[] {
  const whyNot = (needs: readonly Ability[]) =>
    needs.map((ability) => limits[ability]).find((why) => why !== undefined);
  const reading = frameCases.map(({ name, frame, expected, needs = [] }) => {
    const why = whyNot(needs);
    const found = async (engine: Engine) => namesOf(await engine.decode(frame()));
    if (why === undefined)
      return { name, run: () => withEngine(makeEngine, async (engine) => same(await found(engine), expected)) };
    return {
      name: `need not do so, but finds nothing else: ${name} (${why})`,
      run: () =>
        withEngine(makeEngine, async (engine) => {
          const others = (await found(engine)).filter((one) => !expected.includes(one));
          same(others, []);
        }),
    };
  });
  return [...reading, oddSizes(makeEngine), ...lifeCases(makeEngine, 'code-39' in limits ? 'qr' : 'code-39')];
}

/** Frames of every size up to 24 × 24, because each is an edge case of some loop. */
function oddSizes(makeEngine: () => Engine): EngineCase {
  return {
    name: 'survives every size from 1 × 1 to 24 × 24',
    run: () =>
      withEngine(makeEngine, async (engine) => {
        for (let size = 0; size < 24 * 24; size++) {
          const frame = noise(1 + (size % 24), 1 + Math.floor(size / 24));
          same(namesOf(await engine.decode(frame)), []);
        }
      }),
  };
}

/** The engine's life cycle, with the symbology that it reads. */
function lifeCases(makeEngine: () => Engine, symbology: 'qr' | 'code-39'): readonly EngineCase[] {
  const readable = () => frameOf(symbology === 'qr' ? 'qrcode' : 'code39', card);
  const asRead = [`${symbology} ${card}`];
  return [
    {
      name: 'refuses to decode before it is loaded',
      run: async () => same(await codeOf(makeEngine().decode(readable())), 'engine/decode'),
    },
    {
      name: 'refuses a frame that is not of its size, and reads on',
      run: () =>
        withEngine(makeEngine, async (engine) => {
          same(await codeOf(engine.decode({ ...readable(), widthPx: 7 })), 'engine/decode');
          same(namesOf(await engine.decode(readable())), asRead);
        }),
    },
    {
      name: 'reads frames of changing sizes one after the other',
      run: () =>
        withEngine(makeEngine, async (engine) => {
          for (const frame of [plain(64, 48, 90), noise(1280, 720), readable(), plain(640, 480, 255)])
            await engine.decode(frame);
          same(namesOf(await engine.decode(readable())), asRead);
        }),
    },
    {
      name: 'loads twice as once, and again after close',
      run: () =>
        withEngine(makeEngine, async (engine) => {
          await Promise.all([engine.load(), engine.load()]);
          await engine.close();
          await engine.close();
          same(await codeOf(engine.decode(readable())), 'engine/decode');
          await engine.load();
          same(namesOf(await engine.decode(readable())), asRead);
        }),
    },
    {
      name: 'is not touched by the closing of another',
      run: () =>
        withEngine(makeEngine, async (engine) => {
          await withEngine(makeEngine, async () => {});
          same(namesOf(await engine.decode(readable())), asRead);
        }),
    },
  ];
}

async function withEngine(makeEngine: () => Engine, use: (engine: Engine) => Promise<void>): Promise<void> {
  const engine = makeEngine();
  await engine.load();
  await use(engine).finally(() => engine.close());
}

/** Returns the symbols of the kinds used on cards. An engine may return others too. */
function namesOf(symbols: readonly DecodedSymbol[]): readonly string[] {
  const cards = symbols.filter(({ symbology }) => symbology !== 'other');
  return cards.map(({ symbology, text }) => `${symbology} ${text}`).sort();
}

async function codeOf(outcome: Promise<unknown>): Promise<unknown> {
  return outcome.then(
    () => 'no error',
    (error) => error.code,
  );
}

function same(actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`The engine gave ${is} instead of ${should}.`);
}
