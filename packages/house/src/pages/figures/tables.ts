/** The answers to the questions of the page, as tables: what is shown, printed and downloaded is the same. */
import type { CapsAnswer, StatisticsAnswer } from '@kaiku/client/contract';
import type { Dates } from '../../locales/dates.ts';
import type { figures } from '../../locales/figures.ts';
import type { Bar } from './bar-chart.ts';

type Words = (typeof figures)['fi'];

/** A cell: a text, a number, or null for a number that is withheld. */
export type Cell = string | number | null;

/** A question of the page: how usages are grouped, or the caps. */
export type Question = keyof Words['questions'];

/** A table. */
export interface Table {
  readonly headings: readonly string[];
  /** Which columns have numbers. */
  readonly isNumber: readonly boolean[];
  readonly rows: readonly (readonly Cell[])[];
  readonly bars: readonly Bar[];
}

const numbers = [
  'usages',
  'children',
  'clients',
  'turnedAway',
  'provisional',
  'flagged',
  'notChecked',
  'voided',
] as const;

type UsageRow = StatisticsAnswer['rows'][number];

/** Returns the table of usages by a group. */
export function toUsageTable(
  rows: readonly UsageRow[],
  by: Exclude<Question, 'caps'>,
  { words, dates }: { readonly words: Words; readonly dates: Dates },
): Table {
  const { columns } = words;
  const hasDay = by === 'show';
  const named = rows.map((row) => ({ row, name: nameOf(row, by, words) }));
  const ordered =
    by === 'show' ? [...named].sort((one, other) => (one.row.day ?? '').localeCompare(other.row.day ?? '')) : named;
  const dayOf = ({ day }: UsageRow) => (day === undefined ? '' : dates.day(day));
  return {
    headings: [columns[by], ...(hasDay ? [columns.day] : []), ...numbers.map((name) => columns[name])],
    isNumber: [false, ...(hasDay ? [false] : []), ...numbers.map(() => true)],
    rows: ordered.map(({ row, name }) => [
      name,
      ...(hasDay ? [dayOf(row)] : []),
      // Clients that are not counted for these days are left empty, and not withheld.
      ...numbers.map((number) => (number === 'clients' && row.usages !== null ? (row.clients ?? '') : row[number])),
    ]),
    bars: ordered.map(({ row, name }) => ({ label: hasDay ? `${name}, ${dayOf(row)}` : name, value: row.usages })),
  };
}

function nameOf(row: UsageRow, by: Exclude<Question, 'caps'>, words: Words): string {
  switch (by) {
    case 'month':
      return row.month ?? '';
    case 'show':
      return row.showName ?? row.show ?? '';
    case 'venue':
      return row.venueName ?? row.venue ?? '';
    case 'seller':
      return row.sellerName ?? row.seller ?? '';
    case 'kind':
      return words.kinds[row.kind ?? ''] ?? row.kind ?? words.unknown;
    case 'input':
      return words.inputs[row.input ?? ''] ?? words.unknown;
    default:
      return by satisfies never;
  }
}

type CapRow = CapsAnswer['rows'][number];

/** Returns the table of shows with a cap. `isOfVenues`: of more than one venue. */
export function toCapTable(
  rows: readonly CapRow[],
  { words, dates, isOfVenues }: { readonly words: Words; readonly dates: Dates; readonly isOfVenues: boolean },
): Table {
  const { columns, yes, no } = words;
  const told = (full: boolean | null) => (full === null ? null : full ? yes : no);
  return {
    headings: [
      columns.show,
      ...(isOfVenues ? [columns.venue] : []),
      ...[columns.day, columns.seats, columns.cap, columns.given, columns.turnedAway, columns.full, columns.fullAt],
    ],
    isNumber: [false, ...(isOfVenues ? [false] : []), false, true, true, true, true, false, false],
    rows: rows.map((row) => [
      row.showName,
      ...(isOfVenues ? [row.venueName] : []),
      ...[dates.day(row.day), row.seats, row.cap, row.given, row.turnedAway, told(row.full)],
      row.fullAt === null ? '' : dates.instant(row.fullAt),
    ]),
    bars: rows.map(({ showName, day, given, cap }) => ({
      label: `${showName}, ${dates.day(day)}`,
      value: given,
      of: cap,
    })),
  };
}

/** Returns the answer in one sentence. */
export function toCapSummary(rows: readonly CapRow[], words: Words): string {
  const full = rows.filter((row) => row.full).length;
  const away = rows.reduce((sum, { turnedAway }) => sum + (turnedAway ?? 0), 0);
  return words.capsSummary(full, rows.length, away);
}
