/** Damaged files for the import: each is rejected with a code, or its rows are read as they are. */
import { parseCardCode } from '@kaiku/client/admission';
import { importFile } from '../../packages/registry/src/import/import-file.ts';
import { brokerLayout } from '../../packages/registry/src/workbook/layouts.ts';
import type { UsageLine } from '../../packages/registry/src/workbook/usage-line.ts';
import { writeWorkbook } from '../../packages/registry/src/workbook/write-workbook.ts';
import { uniform } from '../../packages/testkit/src/random.ts';
import { workbookParts, zipOf } from './zip-of.ts';

export interface ImportFuzzReport {
  readonly files: number;
  /** The number of files by their code, or `read`. */
  readonly results: Readonly<Record<string, number>>;
  /** Must be empty; each names the seed that repeats it. */
  readonly wrong: readonly string[];
}

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const show = { id: 'ilta', name: 'Ilta', isPerDay: false, startsAt: new Date('2026-11-19T17:00:00Z') };

const cell = (ref: string, text: string) => `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;
const rowXml = (row: number, texts: readonly string[]) =>
  `<row r="${row}">${texts.map((text, column) => cell(`${'ABCD'[column]}${row}`, text)).join('')}</row>`;
const sheetXml = [
  rowXml(1, ['Tunnus', 'Tapahtuma', 'Pvm', 'Lapset']),
  ...Array.from({ length: 8 }, (_, row) => rowXml(row + 2, [`A80000000${row}`, 'Ilta', '19.11.2026', `${row % 3}`])),
].join('');

const lines = Array.from(
  { length: 8 },
  (_, row): UsageLine => ({ card: `A80000000${row}`, minors: row % 3, showName: 'Ilta', day: '2026-11-19' }),
);

interface Random {
  /** Returns a whole number from 0 to below `end`. */
  int(end: number): number;
}

function createRandom(seed: number): Random {
  const next = uniform(seed);
  return { int: (end) => Math.floor(next() * end) };
}

/** What a person or a program may write by mistake, or on purpose. */
const fragments = [
  ...[
    '<f>1+1</f>',
    '<f>',
    '</row>',
    '<!DOCTYPE x [<!ENTITY a "b">]>',
    '&a;',
    '&#0;',
    'r="XFD1"',
    'r="A9999999"',
    '<v>1e999</v>',
  ],
  ...[
    '=1+1',
    '\0',
    '"',
    ';',
    '\r',
    '\u2028',
    '99999999999',
    '-1',
    'NaN',
    't="s"',
    's="4000"',
    '\ufeff',
    'Yhteensä',
    '46345',
  ],
];

/** Tries damaged files. Each has a seed of its own, so that it can be repeated alone. */
export async function runImportFuzz({
  files,
  seed,
}: {
  readonly files: number;
  readonly seed: number;
}): Promise<ImportFuzzReport> {
  const whole = {
    xlsx: await writeWorkbook(lines, { format: 'xlsx', layout: brokerLayout }),
    csv: await writeWorkbook(lines, { format: 'csv', layout: brokerLayout }),
  };
  const results: Record<string, number> = {};
  const wrong: string[] = [];
  for (let index = 0; index < files; index += 1) {
    const random = createRandom(seed + index);
    const result = await tryFile(damagedFile(random, whole)).catch((error: unknown) => String(error));
    if (!/^(read|workbook\/[a-z-]+)$/.test(result)) wrong.push(`seed ${seed + index}: ${result}`);
    else results[result] = (results[result] ?? 0) + 1;
  }
  return { files, results, wrong };
}

function damagedFile(random: Random, whole: Readonly<Record<'xlsx' | 'csv', Uint8Array>>): Uint8Array {
  const kind = random.int(4);
  if (kind === 0) return damagedBytes(random, whole.xlsx);
  if (kind === 1) return damagedBytes(random, whole.csv);
  if (kind === 2) return new TextEncoder().encode(damagedText(random, new TextDecoder().decode(whole.csv)));
  const parts = workbookParts(damagedText(random, sheetXml)).map((part) =>
    random.int(6) === 0 ? { ...part, text: damagedText(random, String(part.text)) } : part,
  );
  return zipOf(random.int(10) === 0 ? parts.slice(random.int(parts.length)) : parts);
}

function damagedBytes(random: Random, bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let times = random.int(8); times >= 0; times -= 1) copy[random.int(copy.length)] = random.int(256);
  return random.int(3) === 0 ? copy.subarray(0, random.int(copy.length)) : copy;
}

function damagedText(random: Random, text: string): string {
  let damaged = text;
  for (let times = random.int(4); times >= 0; times -= 1) {
    const at = random.int(damaged.length + 1);
    const fragment = fragments[random.int(fragments.length)] ?? '';
    damaged = `${damaged.slice(0, at)}${fragment}${damaged.slice(at + random.int(6))}`;
  }
  return damaged;
}

async function tryFile(bytes: Uint8Array): Promise<string> {
  try {
    await importFile(bytes, {
      ...{ now: () => nowMs, venueId: 'talo', layout: brokerLayout, how: 'sold', isDryRun: false },
      store: {
        imports: {
          shows: async () => [show],
          flushed: async () => {},
          async record({ usages }) {
            for (const { card, minors, takenAt } of usages) {
              const parsed = parseCardCode(card);
              if (parsed.kind !== 'card' || parsed.code.text !== card) throw new Error('Recorded what is not a card.');
              if (!Number.isInteger(minors) || minors < 0 || minors > 99)
                throw new Error(`Recorded ${minors} children.`);
              if (!(Date.parse(takenAt) <= nowMs)) throw new Error(`Recorded at ${takenAt}.`);
            }
            return usages.map(() => ({ outcome: 'recorded', flags: [] }) as const);
          },
        },
      },
    });
    return 'read';
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code === 'string' && code.startsWith('workbook/')) return code;
    throw error;
  }
}
