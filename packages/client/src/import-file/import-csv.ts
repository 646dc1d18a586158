import { helsinkiDay } from '../admission/day.ts';
import type { Instant } from '../admission/facts.ts';

/** One row of the import file. */
export interface ReportedUsage {
  /** The card code. */
  readonly card: string;
  /** Number of minors. */
  readonly minors: number;
  /** The name of the show, unescaped. */
  readonly showName: string;
  /** When the show starts. */
  readonly showStartsAt: Instant;
}

const columns = ['Kaikukortin tunnus', 'Aikuisten liput', 'Lasten liput', 'Tapahtuman nimi', 'Päivämäärä'];

/**
 * The start of a formula in a spreadsheet, with leading spaces and full-width signs (OWASP, CSV injection). Also after
 * apostrophes, so that `fromCsvText` is the inverse.
 */
const formula = /^'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

/** The beginning of an import file: the byte-order mark and the row of the columns' names. */
export const importHeader: string = `\ufeff${toCsvLine(columns)}`;

/**
 * Returns a file for Kaikukanta's import function: one usage in each row, with the programme's five fields in its order
 * (docs/sources.md#sales-reports). It uses semicolons, quoted texts, CRLF and a byte-order mark, because a Finnish Excel
 * opens that without a dialog. The date is the show's day in Europe/Helsinki, as `21.1.2026`. A name that a spreadsheet would
 * run as a formula gets a leading apostrophe. Leave out usages that Kaikukanta rejects, such as those of unregistered cards
 * (docs/import-file.md).
 */
export function toImportCsv(usages: Iterable<ReportedUsage>): string {
  return `${importHeader}${toImportRows(usages)}`;
}

/** Returns only the rows of {@link toImportCsv}, to write a long file in parts after `importHeader`. */
export function toImportRows(usages: Iterable<ReportedUsage>): string {
  // Usages of one show follow each other, and formatting a day takes longer than the rest of the row.
  let start = '';
  let date = '';
  let rows = '';
  for (const { card, minors, showName, showStartsAt } of usages) {
    if (showStartsAt !== start) date = toDate(showStartsAt);
    start = showStartsAt;
    rows += toCsvLine([card, 1, minors, showName, date]);
  }
  return rows;
}

/** Returns the day in Helsinki, as `21.1.2026`. */
function toDate(instant: Instant): string {
  const [year, month, day] = helsinkiDay(Date.parse(instant)).split('-').map(Number);
  return `${day}.${month}.${year}`;
}

/**
 * Returns a row of a CSV file for spreadsheets: semicolons, quoted texts, bare numbers and CRLF. A text that a spreadsheet
 * would run as a formula gets a leading apostrophe.
 */
export function toCsvLine(fields: readonly (string | number)[]): string {
  return `${fields.map((field) => (typeof field === 'number' ? field : quoted(field))).join(';')}\r\n`;
}

/** Returns a quoted text field. */
function quoted(text: string): string {
  const plain = formula.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}

/** Returns a text as it was before {@link toCsvLine}: without the apostrophe in front of what would be a formula. */
export function fromCsvText(text: string): string {
  return text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
}
