import { helsinkiDay } from '../admission/day.ts';
import type { Instant } from '../admission/facts.ts';

/** One recorded usage, as a sales report tells it. */
export interface ReportedUsage {
  readonly card: string;
  readonly minors: number;
  /** As the venue named it: what a spreadsheet needs changed is changed in the file alone. */
  readonly showName: string;
  readonly showStartsAt: Instant;
}

const columns = ['Kaikukortin tunnus', 'Aikuisten liput', 'Lasten liput', 'Tapahtuman nimi', 'Päivämäärä'];

/**
 * The usages as a file for Kaikukanta's import function: exactly one use a row (docs/sources.md#sales-reports), the
 * five fields the programme asks for, in its order. Semicolons, quoted texts, CRLF and a byte-order mark, because that
 * is what a Finnish Excel opens without a question. The day is the show's, in Europe/Helsinki, as `21.1.2026`. A name
 * that a spreadsheet would run as a formula gets an apostrophe in front. Leave out uses that Kaikukanta cannot take,
 * such as those of cards that are not registered (docs/import-file.md).
 */
export function toImportCsv(uses: Iterable<ReportedUsage>): string {
  const rows = [columns.map(quoted)];
  for (const { card, minors, showName, showStartsAt } of uses) {
    const [year, month, day] = helsinkiDay(Date.parse(showStartsAt)).split('-').map(Number);
    rows.push([quoted(card), '1', String(minors), quoted(showName), quoted(`${day}.${month}.${year}`)]);
  }
  return `\ufeff${rows.map((row) => row.join(';')).join('\r\n')}\r\n`;
}

/**
 * What a spreadsheet takes for the beginning of a formula, spaces before it and full-width signs included (OWASP, CSV
 * injection).
 */
const formula = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

/** A text field. A formula gets an apostrophe in front, so that it stays a text. */
function quoted(text: string): string {
  const plain = formula.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}
