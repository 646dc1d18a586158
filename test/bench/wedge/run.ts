/** Our source and the two best-known libraries on the same key streams. */
import { cardGrammar } from '../../../packages/client/src/card/grammar.ts';
import { corpus, droppingCorpus, plainCorpus, type Stream } from '../../capture/wedge/corpus.ts';
import { type Outcome, play, playTo } from '../../capture/wedge/page.ts';
import { listenWithKeyboardBarcodeScanner, listenWithOnScan } from './peers.ts';

export interface WedgeBench {
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

type Reader = (stream: Stream) => Promise<Outcome>;

const readers: Readonly<Record<string, Reader>> = {
  '@kaiku/capture/wedge': (stream) => play({ ...stream, grammar: cardGrammar }),
  'onscan.js 1.5.2': (stream) => playTo(stream, listenWithOnScan),
  'keyboard-barcode-scanner 1.1.4': (stream) => playTo(stream, listenWithKeyboardBarcodeScanner),
};

const isCalm = ({ busy, name }: Stream): boolean => busy === undefined && name.includes('no stall');

type Row = readonly [name: string, fits: (stream: Stream) => boolean];

/** Rows of plain readers on US computers. */
const plainRows: readonly Row[] = [
  ['plain, US keyboard', () => true],
  ['… nothing focused, no stall', (one) => isCalm(one) && one.place === 'nothing'],
  ['… in an input, no stall', (one) => isCalm(one) && ['input', 'controlled', 'number'].includes(one.place)],
  ['… in a shadow root’s input, no stall', (one) => isCalm(one) && one.place === 'shadow'],
  ['… with Enter', (one) => one.how.suffix === 'Enter'],
  ['… without suffix', (one) => one.how.suffix === 'none'],
];

/** Rows of the whole table of layouts and settings. */
const rows: readonly Row[] = [
  ['every layout and setting', () => true],
  ['the reader stalls 60–350 ms', (one) => !one.name.includes('no stall')],
  ['the page is busy 60–350 ms', (one) => one.busy !== undefined],
  ['28 and 35 ms a character', (one) => one.gapMs >= 28],
  ['Finnish and Swedish computers', (one) => ['fi', 'sv'].includes(one.layout.name)],
  ['French computers', (one) => one.layout.name === 'fr'],
  ['Caps Lock', (one) => one.caps],
  ['AIM identifiers', (one) => one.how.mode.startsWith(']')],
  ['STX and ETX', (one) => one.how.mode === 'stx-etx'],
  ['Alt and numbers', (one) => one.how.mode === 'alt'],
];

/** Rows of the table with a character lost. */
const lossyRows: readonly Row[] = [['a character of the code is lost', (one) => one.dropped === 'of the code']];

interface Tally {
  streams: number;
  recovered: number;
  wrong: number;
  leaked: number;
  readonly latenciesMs: number[];
}

/** Returns a table of what each reader makes of the same streams. */
export async function benchWedge({ quick, say }: WedgeBench): Promise<{ table: string; programs: readonly string[] }> {
  const tallies = new Map<string, Tally>();
  let streams = 0;
  const compare = async (of: Iterable<Stream>, into: readonly Row[]): Promise<void> => {
    for (const stream of of) {
      streams += 1;
      if (streams % 5000 === 0) say(`${streams} streams`);
      for (const [reader, read] of Object.entries(readers)) {
        const outcome = await read(stream);
        for (const [row, fits] of into) if (fits(stream)) count(tallies, `${row}|${reader}`, stream, outcome);
      }
    }
  };
  await compare(plainCorpus(quick ? 500 : 4000), plainRows);
  await compare(corpus(quick ? 1 : 8), rows);
  await compare(droppingCorpus(1), lossyRows);
  return { table: toTable(tallies), programs: [`${streams} streams`] };
}

function count(tallies: Map<string, Tally>, key: string, { code }: Stream, outcome: Outcome): void {
  const tally = tallies.get(key) ?? { streams: 0, recovered: 0, wrong: 0, leaked: 0, latenciesMs: [] };
  tallies.set(key, tally);
  const texts = outcome.readings.map((text) => text.toUpperCase());
  tally.streams += 1;
  // The right code in lower case is right: a host can make it upper case.
  if (texts.length === 1 && texts[0] === code) tally.recovered += 1;
  if (texts.some((text) => text !== code)) tally.wrong += 1;
  if (!outcome.isAsBefore || outcome.pressed > 0) tally.leaked += 1;
  if (texts[0] === code) tally.latenciesMs.push(outcome.latenciesMs[0] ?? 0);
}

function toTable(tallies: ReadonlyMap<string, Tally>): string {
  const head = [
    '| streams of | read by | streams | recovered | wrong | leaked | p50 ms | p95 ms |',
    '|---|---|--:|--:|--:|--:|--:|--:|',
  ];
  const lines = [...plainRows, ...rows, ...lossyRows].flatMap(([row]) =>
    Object.keys(readers).map((reader, index) => {
      const tally = tallies.get(`${row}|${reader}`);
      if (tally === undefined) return `| ${row} | ${reader} | 0 | | | | | |`;
      const { streams, recovered, wrong, leaked, latenciesMs } = tally;
      const sorted = latenciesMs.toSorted((one, other) => one - other);
      const at = (share: number): string => sorted[Math.floor((sorted.length - 1) * share)]?.toFixed(0) ?? '–';
      const percent = ((100 * recovered) / streams).toFixed(recovered === streams ? 0 : 1);
      return `| ${index === 0 ? row : ''} | ${reader} | ${streams} | ${percent} % | ${wrong} | ${leaked} | ${at(0.5)} | ${at(0.95)} |`;
    }),
  );
  return [...head, ...lines].join('\n');
}
