import type { Day } from '@kaiku/client/admission';
import type { SheetRow } from './read-workbook.ts';

type Cell = SheetRow['cells'][number];

/** Returns the text of a cell, without spaces around it. */
export function toText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  return (cell instanceof Date ? cell.toISOString() : String(cell)).trim();
}

/** Returns a text by which two names or headings are the same: without case, accents of typing, and spaces between. */
export function toKey(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/[\s:*.]+$/, '')
    .trim()
    .toLowerCase();
}

/** Returns a whole number from 0 to 99; `undefined` for anything else. An empty cell is `empty`. */
export function toCount(cell: Cell | undefined, empty: number): number | undefined {
  const text = toText(cell);
  if (text === '') return empty;
  return /^\d{1,2}([.,]0+)?$/.test(text) ? Number.parseInt(text, 10) : undefined;
}

/** Days of a spreadsheet's calendar, which counts from 30 December 1899: 1954 to 2091. */
const serialDays = { first: 20_000, last: 70_000 };

/**
 * Returns a day from a date of the spreadsheet, its number, `21.1.2026`, `21.1.26`, `2026-01-21`, each perhaps with a weekday
 * before it or a time after it; `undefined` for anything else. `21/1/2026` is ambiguous.
 */
export function toDay(cell: Cell | undefined): Day | undefined {
  if (cell instanceof Date) return toCalendarDay(cell);
  if (typeof cell === 'number') {
    if (cell < serialDays.first || cell >= serialDays.last) return undefined;
    return toCalendarDay(new Date(Date.UTC(1899, 11, 30) + Math.floor(cell) * 86_400_000));
  }
  const text = toText(cell).replace(/^[a-zåäö]{2,9}\.?,?\s+/i, '');
  const [, date, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?=$|[\s,])/.exec(text) ?? [];
  if (date !== undefined && month !== undefined && year !== undefined) {
    return checkedDay(Number(year) + (year.length === 2 ? 2000 : 0), Number(month), Number(date));
  }
  const [, ...iso] = /^(\d{4})-(\d\d)-(\d\d)(?=$|[T\s])/.exec(text) ?? [];
  return iso.length === 3 ? checkedDay(...(iso.map(Number) as [number, number, number])) : undefined;
}

function toCalendarDay(date: Date): Day | undefined {
  return checkedDay(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

function checkedDay(year: number, month: number, date: number): Day | undefined {
  const day = new Date(Date.UTC(year, month - 1, date));
  if (year < 2000 || year > 2099 || day.getUTCMonth() !== month - 1 || day.getUTCDate() !== date) return undefined;
  return day.toISOString().slice(0, 10);
}

/** Returns a time of day as `19:00` from `19.00`, `klo 19`, a time of the spreadsheet; `undefined` for anything else. */
export function toTime(cell: Cell | undefined): string | undefined {
  if (cell instanceof Date) return cell.toISOString().slice(11, 16);
  if (typeof cell === 'number' && cell >= 0 && cell < 1) {
    return new Date(Math.round(cell * 1_440) * 60_000).toISOString().slice(11, 16);
  }
  const [, hour, minute = '00'] = /^(?:klo|kl\.?)?\s*(\d{1,2})(?:[.:](\d\d)(?::\d\d)?)?$/i.exec(toText(cell)) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return `${hour.padStart(2, '0')}:${minute}`;
}

/** Returns the name of a cell, such as `C7`. Columns count from 0. */
export function cellName(column: number, row: number): string {
  const letters = column < 26 ? '' : String.fromCharCode(64 + Math.floor(column / 26));
  return `${letters}${String.fromCharCode(65 + (column % 26))}${row}`;
}
