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
 * Returns a file for Kaikukanta's import function: one usage in each row, with the programme's five fields in its order
 * (docs/sources.md#sales-reports). It uses semicolons, quoted texts, CRLF and a byte-order mark, because a Finnish Excel
 * opens that without a dialog. The date is the show's day in Europe/Helsinki, as `21.1.2026`. A name that a spreadsheet would
 * run as a formula gets a leading apostrophe. Leave out usages that Kaikukanta rejects, such as those of unregistered cards
 * (docs/import-file.md).
 */
export function toImportCsv(usages: Iterable<ReportedUsage>): string {
  const rows = [columns.map(quoted)];
  for (const { card, minors, showName, showStartsAt } of usages) {
    const [year, month, day] = helsinkiDay(Date.parse(showStartsAt)).split('-').map(Number);
    rows.push([quoted(card), '1', String(minors), quoted(showName), quoted(`${day}.${month}.${year}`)]);
  }
  return `\ufeff${rows.map((row) => row.join(';')).join('\r\n')}\r\n`;
}

/** The start of a formula in a spreadsheet, with leading spaces and full-width signs (OWASP, CSV injection). */
const formula = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

/** Returns a quoted text field. */
function quoted(text: string): string {
  const plain = formula.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}
