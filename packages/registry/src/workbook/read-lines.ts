import { type Day, parseCardCode } from '@kaiku/client/admission';
import { WorkbookError } from './errors.ts';
import { type Field, fields, headings, type Layout } from './layout.ts';
import { cellName, toCount, toDay, toKey, toText, toTime } from './parse-cell.ts';
import { readWorkbook, type SheetRow } from './read-workbook.ts';

/** A usage as a row of a file has it. What the file does not have is `undefined`. */
export interface DraftLine {
  /** From 1, as the spreadsheet numbers it. */
  readonly row: number;
  readonly card: string;
  readonly minors: number;
  readonly showName: string | undefined;
  readonly day: Day | undefined;
  readonly time: string | undefined;
  readonly usageId: string | undefined;
  /** Why Kaikukanta did not take it, in a list that it returned. */
  readonly reason: string | undefined;
  /** The columns of the file, from 0: the same for all its rows. */
  readonly columns: ReadonlyMap<Field, number>;
}

/** A row that cannot be a usage. */
export interface WrongRow {
  readonly row: number;
  /** The cell that is wrong, such as `C7`; `undefined` if the file lacks its column. */
  readonly cell?: string | undefined;
  /** What is wrong with it, in words for the person who imports. Never contains a card code. */
  readonly problem: string;
}

/** The rows of a file. Rows of totals and repeated headings are in neither list. */
export interface ReadLines {
  readonly lines: readonly DraftLine[];
  readonly wrong: readonly WrongRow[];
}

/** Rows in which the headings may be. */
const maxTitleRows = 60;

const total = /^(yhteensä|yht|summa|total|totalt|sammanlagt|sum|kaikkiaan)(?!\p{L})/iu;

/**
 * Returns the usages of a workbook or a CSV file. Tolerant in form: headings of any language and order, titles above
 * them, totals, empty rows. Strict in content: a row with a cell that is not plainly what it must be is wrong.
 * @throws WorkbookError `workbook/no-headings`, and those of `readWorkbook`
 */
export async function readLines(bytes: Uint8Array, layout: Layout): Promise<ReadLines> {
  const columnKeys = keysOf(layout);
  const lines: DraftLine[] = [];
  const wrong: WrongRow[] = [];
  const titles: SheetRow[] = [];
  let columns: ReadonlyMap<Field, number> | undefined;
  let above: Above = {};
  for await (const row of readWorkbook(bytes, layout.sheet)) {
    const found = columnsOf(row, columnKeys);
    if (found.has('card')) {
      columns ??= found;
      above = aboveOf(titles, columnKeys);
    } else if (columns === undefined) {
      titles.push(row);
      if (titles.length > maxTitleRows) throw noHeadings(titles);
    } else {
      const read = readRow(row, columns, above);
      if (read === undefined) continue;
      if ('problem' in read) wrong.push(read);
      else lines.push(read);
    }
  }
  if (columns === undefined) throw noHeadings(titles);
  return { lines, wrong };
}

/** Returns the keys of the headings of each field: the layout's, and those of all languages. */
function keysOf({ columns }: Layout): ReadonlyMap<string, Field> {
  const all = fields.flatMap((field) =>
    Object.values(headings).map((language) => [toKey(language[field]), field] as const),
  );
  const own = columns.flatMap(({ field, heading, also = [] }) =>
    field === undefined
      ? []
      : [...also, ...(heading === undefined ? [] : [heading])].map((text) => [toKey(text), field] as const),
  );
  // The layout's own headings win.
  return new Map([...all, ...own]);
}

function columnsOf({ cells }: SheetRow, keys: ReadonlyMap<string, Field>): ReadonlyMap<Field, number> {
  const found = new Map<Field, number>();
  for (const [index, cell] of cells.entries()) {
    const field = typeof cell === 'string' ? keys.get(toKey(cell)) : undefined;
    if (field !== undefined && !found.has(field)) found.set(field, index);
  }
  return found;
}

function noHeadings(titles: readonly SheetRow[]): WorkbookError {
  const seen = titles
    .slice(0, 5)
    .flatMap(({ cells }) => cells.flatMap((cell) => (typeof cell === 'string' && !isCard(cell) ? [cell.trim()] : [])))
    .filter((text) => text !== '' && text.length < 60)
    .slice(0, 12);
  return new WorkbookError(
    'workbook/no-headings',
    `No row has the heading of the card code, such as “${headings.fi.card}”. Found: ${seen.join(' | ') || 'no text'}.`,
  );
}

function isCard(text: string): boolean {
  return parseCardCode(text).kind !== 'not-a-card';
}

/** What is above the table, for all its rows: on the paper form, the event and the day. */
type Above = Partial<Pick<DraftLine, 'showName' | 'day' | 'time'>>;

function aboveOf(titles: readonly SheetRow[], keys: ReadonlyMap<string, Field>): Above {
  const values = new Map<Field, SheetRow['cells'][number]>();
  for (const { cells } of titles) {
    for (const [index, cell] of cells.entries()) {
      if (typeof cell !== 'string') continue;
      const [label = '', ...rest] = cell.split(':');
      const inside = rest.join(':').trim();
      const field = keys.get(toKey(label));
      const value = inside === '' ? cells.slice(index + 1).find((other) => toText(other) !== '') : inside;
      if (field !== undefined && value !== undefined && !values.has(field)) values.set(field, value);
    }
  }
  const showName = toText(values.get('showName'));
  return {
    ...(showName !== '' && { showName }),
    day: toDay(values.get('date')),
    time: toTime(values.get('time')),
  };
}

/** Returns a row's usage, what is wrong with it, or `undefined` if it is neither. */
function readRow(
  { number: row, cells, formulas }: SheetRow,
  columns: ReadonlyMap<Field, number>,
  above: Above,
): DraftLine | WrongRow | undefined {
  const at = (field: Field) => cells[columns.get(field) ?? -1];
  const nameOf = (field: Field) => cellName(columns.get(field) ?? 0, row);
  const wrong = (field: Field, problem: string): WrongRow => ({ row, cell: nameOf(field), problem });
  const card = toText(at('card'));
  if (total.test(card) || (card === '' && cells.some((cell) => total.test(toText(cell))))) return undefined;
  if ([...columns.values()].every((column) => toText(cells[column]) === '')) return undefined;
  const calculated = [...columns].find(([, column]) => formulas.has(column));
  if (calculated !== undefined) return wrong(calculated[0], 'The cell has a formula. Paste it as a value.');

  const parsed = parseCardCode(card);
  if (card === '') return wrong('card', 'The card code is missing.');
  if (parsed.kind === 'old-card') return wrong('card', 'This is a number of the time before Kaikukanta.');
  if (parsed.kind === 'not-a-card') return wrong('card', 'This is not a card code.');
  if (toCount(at('adults'), 1) !== 1)
    return wrong('adults', 'A row is one adult. Write each card in a row of its own.');
  const minors = toCount(at('minors'), 0);
  if (minors === undefined) return wrong('minors', 'The number of children must be a whole number from 0 to 99.');
  const day = toDay(at('date')) ?? (toText(at('date')) === '' ? above.day : undefined);
  if (day === undefined && toText(at('date')) !== '') return wrong('date', 'This is not a date such as 21.1.2026.');
  const time = toTime(at('time')) ?? (toText(at('time')) === '' ? above.time : undefined);
  if (time === undefined && toText(at('time')) !== '') return wrong('time', 'This is not a time such as 19:00.');
  const usageId = toText(at('usageId')).toLowerCase();
  if (usageId !== '' && !uuid.test(usageId)) return wrong('usageId', 'This is not the id of a record. Leave it empty.');
  return {
    ...{ row, card: parsed.code.text, minors, day, time },
    showName: toText(at('showName')) || above.showName,
    usageId: usageId || undefined,
    reason: toText(at('reason')).slice(0, 500) || undefined,
    columns,
  };
}

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
