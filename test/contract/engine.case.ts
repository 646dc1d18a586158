// What every engine must do, whichever it is and wherever it runs. No runner: each names and runs the cases itself.
import bwipjs from 'bwip-js/generic';
import type { DecodedSymbol, Engine } from '../../packages/capture/src/decode/engine.ts';
import type { Frame } from '../../packages/capture/src/decode/frame.ts';

/** One case: fulfilled when the engine keeps its promise, rejected with what it did instead. */
export interface EngineCase {
  readonly name: string;
  run(): Promise<void>;
}

const card = 'A045198723';

/** The cases for the engines that `makeEngine` makes; each case has one of its own and closes it. */
export function engineCases(makeEngine: () => Engine): readonly EngineCase[] {
  const frames: readonly [name: string, frame: () => Frame, expected: readonly string[]][] = [
    ['reads a QR code', () => frameOf('qrcode', card), [`qr ${card}`]],
    ['reads a Code 39', () => frameOf('code39', card), [`code-39 ${card}`]],
    ['reads a QR code upside down', () => turned(frameOf('qrcode', card)), [`qr ${card}`]],
    ['reads a Code 39 upside down', () => turned(frameOf('code39', card)), [`code-39 ${card}`]],
    ['reads a Code 39 on its side', () => onItsSide(frameOf('code39', card)), [`code-39 ${card}`]],
    ['reads white on black', () => inverted(frameOf('qrcode', card)), [`qr ${card}`]],
    [
      'reads two codes in one frame',
      () => stacked(frameOf('qrcode', card), frameOf('code39', card)),
      [`code-39 ${card}`, `qr ${card}`],
    ],
    ['reads a two-letter code', () => frameOf('code39', 'AM123456789'), ['code-39 AM123456789']],
    [
      'hands over a QR code of another kind',
      () => frameOf('qrcode', 'https://example.org/?q=å'),
      ['qr https://example.org/?q=å'],
    ],
    [
      'does not rewrite six characters as Code 32, which would make a card of them',
      () => frameOf('code39', '09T9T9'),
      ['code-39 09T9T9'],
    ],
    ['does not take a plus for a shift of extended Code 39', () => frameOf('code39', 'A+B12'), ['code-39 A+B12']],
    ['does not return Code 128', () => frameOf('code128', card), []],
    ['does not return EAN-13', () => frameOf('ean13', '6414893400016'), []],
    ['does not return Micro QR', () => frameOf('microqrcode', 'A0451'), []],
    ['finds nothing in white', () => plain(640, 480, 255), []],
    ['finds nothing in black', () => plain(640, 480, 0), []],
    ['finds nothing in noise', () => noise(640, 480), []],
    ['survives a frame one pixel high', () => plain(640, 1, 0), []],
    ['survives a frame one pixel wide', () => plain(1, 480, 0), []],
    ['survives a frame without pixels', () => plain(0, 0, 0), []],
  ];
  const reading = frames.map(([name, frame, expected]) => ({
    name,
    run: () => withEngine(makeEngine, async (engine) => same(namesOf(await engine.decode(frame())), expected)),
  }));
  return [...reading, ...lifeCases(makeEngine)];
}

function lifeCases(makeEngine: () => Engine): readonly EngineCase[] {
  return [
    {
      name: 'refuses to decode before it is loaded',
      run: async () => same(await codeOf(makeEngine().decode(frameOf('qrcode', card))), 'engine/decode'),
    },
    {
      name: 'refuses a frame that is not of its size, and reads on',
      run: () =>
        withEngine(makeEngine, async (engine) => {
          const frame = { ...frameOf('qrcode', card), widthPx: 7 };
          same(await codeOf(engine.decode(frame)), 'engine/decode');
          same(namesOf(await engine.decode(frameOf('qrcode', card))), [`qr ${card}`]);
        }),
    },
    {
      name: 'loads twice as once, and again after close',
      run: () =>
        withEngine(makeEngine, async (engine) => {
          await Promise.all([engine.load(), engine.load()]);
          await engine.close();
          await engine.close();
          same(await codeOf(engine.decode(frameOf('qrcode', card))), 'engine/decode');
          await engine.load();
          same(namesOf(await engine.decode(frameOf('code39', card))), [`code-39 ${card}`]);
        }),
    },
    {
      name: 'is not touched by the closing of another',
      run: () =>
        withEngine(makeEngine, async (engine) => {
          await withEngine(makeEngine, async () => {});
          same(namesOf(await engine.decode(frameOf('qrcode', card))), [`qr ${card}`]);
        }),
    },
  ];
}

async function withEngine(makeEngine: () => Engine, use: (engine: Engine) => Promise<void>): Promise<void> {
  const engine = makeEngine();
  await engine.load();
  await use(engine).finally(() => engine.close());
}

function namesOf(symbols: readonly DecodedSymbol[]): readonly string[] {
  return symbols.map(({ symbology, text }) => `${symbology} ${text}`).sort();
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

/** A symbol of four pixels a module, black on white, with a margin of ten modules. */
export function frameOf(kind: string, text: string): Frame {
  const [symbol] = bwipjs.raw(kind, text, {});
  if (symbol === undefined) throw new Error(`bwip-js knows no ${kind}.`);
  const { columns, rows, isDark } = 'sbs' in symbol ? barsOf(symbol.sbs) : gridOf(symbol);
  const [scale, margin] = [4, 10];
  return draw((columns + 2 * margin) * scale, (rows + 2 * margin) * scale, (x, y) => {
    const [column, row] = [Math.floor(x / scale) - margin, Math.floor(y / scale) - margin];
    return column >= 0 && column < columns && row >= 0 && row < rows && isDark(column, row) ? 0 : 255;
  });
}

interface Modules {
  readonly columns: number;
  readonly rows: number;
  isDark(column: number, row: number): boolean;
}

/** Bars from alternating widths, the first one dark. */
function barsOf(widths: readonly number[]): Modules {
  const modules = widths.flatMap((width, index) => Array<boolean>(width).fill(index % 2 === 0));
  return { columns: modules.length, rows: 40, isDark: (column) => modules[column] === true };
}

function gridOf({ pixs, pixx, pixy }: { pixs: number[]; pixx: number; pixy: number }): Modules {
  return { columns: pixx, rows: pixy, isDark: (column, row) => pixs[row * pixx + column] === 1 };
}

function draw(widthPx: number, heightPx: number, brightness: (x: number, y: number) => number): Frame {
  const luma = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) for (let x = 0; x < widthPx; x++) luma[y * widthPx + x] = brightness(x, y);
  return { luma, widthPx, heightPx, takenAtMs: 0 };
}

function plain(widthPx: number, heightPx: number, level: number): Frame {
  return draw(widthPx, heightPx, () => level);
}

/** The same noise every time: a linear congruential generator (Numerical Recipes). */
function noise(widthPx: number, heightPx: number): Frame {
  let state = 1;
  return draw(widthPx, heightPx, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

function turned(frame: Frame): Frame {
  return { ...frame, luma: frame.luma.toReversed() };
}

function inverted(frame: Frame): Frame {
  return { ...frame, luma: frame.luma.map((level) => 255 - level) };
}

function onItsSide({ luma, widthPx, heightPx }: Frame): Frame {
  return draw(heightPx, widthPx, (x, y) => luma[x * widthPx + y] ?? 255);
}

function stacked(upper: Frame, lower: Frame): Frame {
  const heightPx = upper.heightPx + lower.heightPx;
  return draw(Math.max(upper.widthPx, lower.widthPx), heightPx, (x, y) => {
    const [frame, row] = y < upper.heightPx ? [upper, y] : [lower, y - upper.heightPx];
    return x < frame.widthPx ? (frame.luma[row * frame.widthPx + x] ?? 255) : 255;
  });
}
