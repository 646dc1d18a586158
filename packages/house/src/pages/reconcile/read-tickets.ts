/** Reads the Kaikukortti tickets that a ticketing system has sold, from rows with headings. */
import { helsinkiTimeMs, type SoldTicket } from '@kaiku/client';
import { type Cell, findColumns, toCount, toDay, toKey, toText, toTime } from '../../sheet/cells.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';

/** A row that cannot be a ticket, and the field that is wrong. */
export interface WrongRow {
  /** From 1, as the spreadsheet numbers it. */
  readonly row: number;
  readonly field: 'time' | 'adults' | 'minors';
}

/** The tickets of a sheet. */
export interface ReadTickets {
  readonly tickets: readonly SoldTicket[];
  readonly wrong: readonly WrongRow[];
  /** Number of rows of other events and other days. */
  readonly others: number;
}

/** What a column holds. */
export type Field = 'id' | 'showName' | 'date' | 'time' | 'adults' | 'minors' | 'reference';

/** The headings of each field, in any case: those of the import, and those that brokers use (docs/import-file.md). */
const headings: Readonly<Record<Field, readonly string[]>> = {
  id: ['rivi', 'tilausrivi', 'tilaus', 'lippunumero', 'rad', 'orderrad', 'order', 'line', 'order line', 'ticket'],
  showName: [
    ...['tapahtuman nimi', 'tapahtuma', 'esitys', 'tuote', 'evenemangets namn', 'evenemang', 'föreställning'],
    ...['event', 'product'],
  ],
  date: [
    ...['päivämäärä', 'pvm', 'päivä', 'esityspäivä', 'tapahtumapäivä', 'myyntipäivä', 'datum', 'date', 'event date'],
  ],
  time: ['kellonaika', 'klo', 'aika', 'myyntiaika', 'klockslag', 'kl', 'tid', 'time', 'sold at'],
  adults: [
    'aikuisten liput',
    'aikuisia',
    'aikuiset',
    'biljetter för vuxna',
    'vuxna',
    'adult tickets',
    'adults',
    'cards',
  ],
  minors: [
    ...[
      'lasten liput',
      'lapsia',
      'lapset',
      'biljetter för barn',
      'barn',
      'children’s tickets',
      'child tickets',
      'children',
    ],
  ],
  reference: ['viite', 'tilausviite', 'referens', 'reference'],
};

/** See {@link Field}. */
export const fields = Object.keys(headings) as readonly Field[];

const total = /^(yhteensä|yht|summa|total|totalt|sammanlagt|sum|kaikkiaan)(?!\p{L})/iu;

/** A day with its time, and the shows that are compared. */
export interface Compared {
  readonly day: string;
  readonly shows: readonly ShowOfDay[];
  /** The headings of a mapping file: they replace those of their fields. */
  readonly headings?: Readonly<Partial<Record<Field, readonly string[]>>> | undefined;
}

/** Returns the tickets of the compared shows; `undefined` if no row has the headings of time, children or reference. */
export function readTickets(rows: readonly (readonly Cell[])[], compared: Compared): ReadTickets | undefined {
  const names = headingsOf(compared);
  const at = rows.findIndex((row) => isHeadings(findColumns(row, names)));
  const columns = findColumns(rows[at] ?? [], names);
  if (!isHeadings(columns)) return undefined;
  const tickets: SoldTicket[] = [];
  const wrong: WrongRow[] = [];
  let others = 0;
  for (const [index, cells] of rows.entries()) {
    if (index <= at || cells.every((cell) => toText(cell) === '') || total.test(toText(cells[0]))) continue;
    const read = readTicket(cells, { columns, row: index + 1, compared });
    if (read === 'other') others += 1;
    else if ('field' in read) wrong.push(read);
    else tickets.push(read);
  }
  return { tickets, wrong, others };
}

function isHeadings(columns: ReadonlyMap<Field, number>): boolean {
  return columns.size >= 2 && (columns.has('time') || columns.has('minors') || columns.has('reference'));
}

/** Returns the headings of each field. Those of a mapping file win over those of every other field. */
function headingsOf({ headings: own = {} }: Compared): Readonly<Record<Field, readonly string[]>> {
  const taken = Object.values(own).flatMap((texts) => texts.map(toKey));
  const all: Record<Field, readonly string[]> = { ...headings };
  for (const field of fields)
    all[field] = own[field]?.map(toKey) ?? headings[field].filter((text) => !taken.includes(text));
  return all;
}

interface RowOf {
  readonly columns: ReadonlyMap<Field, number>;
  readonly row: number;
  readonly compared: Compared;
}

function readTicket(cells: readonly Cell[], { columns, row, compared }: RowOf): SoldTicket | WrongRow | 'other' {
  const cell = (field: Field): Cell => cells[columns.get(field) ?? -1] ?? null;
  const name = toKey(toText(cell('showName')));
  const show = name === '' ? undefined : compared.shows.find((each) => toKey(each.name) === name);
  if (name !== '' && show === undefined) return 'other';
  const day = toDay(cell('date'));
  if (day !== undefined && day !== compared.day) return 'other';
  const adults = toCount(cell('adults'), 1);
  if (adults === undefined || adults < 1 || adults > 50) return { row, field: 'adults' };
  const minors = toCount(cell('minors'), 0);
  if (minors === undefined) return { row, field: 'minors' };
  const reference = toText(cell('reference'));
  const soldAtMs = timeOf([cell('time'), cell('date')], compared, show);
  if (soldAtMs === undefined) return { row, field: 'time' };
  return {
    id: toText(cell('id')) || String(row),
    soldAt: new Date(soldAtMs).toISOString(),
    ...{ adults, minors },
    ...(reference !== '' && { reference }),
  };
}

/** Returns when a ticket was sold: by its time, else by the time in the cell of the date, else the start of the show. */
function timeOf(cells: readonly Cell[], { day, shows }: Compared, show: ShowOfDay | undefined): number | undefined {
  const [time = null, date = null] = cells;
  const text = toTime(time);
  if (text === undefined) return undefined;
  const instant = [time, date].map(toText).find((each) => /T.*(?:Z|[+-]\d\d:\d\d)$/.test(each));
  if (instant !== undefined && !(time instanceof Date) && !(date instanceof Date))
    return Date.parse(instant) || undefined;
  const clock = text || (/[\sT]\d/.test(toText(date)) ? toTime(date) : '');
  if (clock) return helsinkiTimeMs(`${day}T${clock}`);
  const start = show ?? shows[0];
  return start === undefined ? undefined : Date.parse(start.startsAt);
}
