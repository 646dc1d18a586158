/** The cells of a spreadsheet, and the columns that its headings name. */

/** A cell of a sheet. A date of a spreadsheet is a `Date`, its calendar day in UTC. */
export type Cell = string | number | boolean | Date | null;

/** Returns a cell as text without spaces around it; empty if the cell is. */
export function toText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  return (cell instanceof Date ? cell.toISOString() : String(cell)).trim();
}

/** Returns a heading or a name in a form to compare: in lower case, without marks at its end. */
export function toKey(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .replace(/[\s:*.]+$/, '')
    .trim()
    .toLowerCase();
}

/** Returns the index of the column of each field, by the headings in a row. A field is the first column of its name. */
export function findColumns<F extends string>(
  row: readonly Cell[],
  headings: Readonly<Record<F, readonly string[]>>,
): ReadonlyMap<F, number> {
  const fields = Object.keys(headings) as F[];
  const found = new Map<F, number>();
  for (const [index, cell] of row.entries()) {
    const key = toKey(toText(cell));
    const field = fields.find((each) => headings[each].includes(key));
    if (field !== undefined && !found.has(field)) found.set(field, index);
  }
  return found;
}

/** Returns a whole number of up to `digits` digits; `empty` for an empty cell; `undefined` for something else. */
export function toCount<E>(cell: Cell, empty: E, digits = 2): number | E | undefined {
  const text = toText(cell);
  if (text === '') return empty;
  return new RegExp(`^\\d{1,${digits}}([.,]0+)?$`).test(text) ? Number.parseInt(text, 10) : undefined;
}

/** Returns the day of a cell, perhaps with a time after it; `undefined` if it has none. */
export function toDay(cell: Cell): string | undefined {
  const text = toText(cell);
  const [, date = '', month = '', year = ''] = /(?:^|\s)(\d{1,2})\.(\d{1,2})\.(\d{4})(?=$|[\s,])/.exec(text) ?? [];
  if (year !== '') return `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return /^(\d{4}-\d\d-\d\d)(?=$|[T\s])/.exec(text)?.[1];
}

/** Returns the time of day of a cell, such as `18:31`; empty without one; `undefined` if it is something else. */
export function toTime(cell: Cell): string | undefined {
  if (typeof cell === 'number' && cell >= 0 && cell < 1)
    return new Date(Math.round(cell * 1_440) * 60_000).toISOString().slice(11, 16);
  // A day of a spreadsheet without a time is midnight.
  if (cell instanceof Date) return cell.toISOString().slice(11, 16).replace('00:00', '');
  const text = toText(cell);
  if (text === '') return '';
  const [, hour, minute = '00'] =
    /(?:^|[T\s])(\d{1,2})(?:[.:](\d\d)(?:[:.]\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return `${hour.padStart(2, '0')}:${minute}`;
}
