import { type CardStatus, type Day, parseCardCode } from '@kaiku/client/admission';
import type { ListedCard } from '../index.ts';
import { toText } from '../workbook/parse-cell.ts';
import { readCsv } from '../workbook/read-workbook.ts';

/** The words of a card's status in a file, in lower case: the contract's, and those of Kaikukanta. */
const statuses: Readonly<Record<string, CardStatus>> = {
  active: 'active',
  aktiivinen: 'active',
  inactive: 'inactive',
  'ei aktiivinen': 'inactive',
  barred: 'barred',
  käyttökielto: 'barred',
  'in-transfer': 'in-transfer',
  siirrossa: 'in-transfer',
};

/** The most minors that a card may have in the registry. */
const maxMinors = 99;

/**
 * Returns the cards of a CSV file (`readCsv`), in order: code, status, last day of validity, number of children. Takes ISO
 * and Finnish dates, and a first row of headings.
 * @throws Error that names the row, without its code, if any row is wrong, or if there is none
 */
export function readCardFile(bytes: Uint8Array): readonly ListedCard[] {
  const cells = [...readCsv(bytes)]
    .map(({ number: row, cells }) => ({ row, cells: cells.map(toText) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const first = cells[0]?.cells[0] ?? '';
  const cards = (/\d/.test(first) ? cells : cells.slice(1)).map(toCard);
  if (cards.length === 0) throw new Error('The file has no card. The list was not changed.');
  const seen = new Map<string, number>();
  for (const { row, card } of cards) {
    const before = seen.get(card.code);
    if (before !== undefined) throw wrong(row, `The card is in row ${before} already`);
    seen.set(card.code, row);
  }
  return cards.map(({ card }) => card);
}

function toCard({ row, cells }: { readonly row: number; readonly cells: readonly string[] }) {
  const [text = '', status = '', day = '', minors = '', ...more] = cells;
  if (more.some((cell) => cell !== '')) throw wrong(row, 'It has more than four cells');
  const parsed = parseCardCode(text);
  if (parsed.kind !== 'card') throw wrong(row, 'Its first cell is not a card code');
  const known = statuses[status.toLowerCase()];
  if (known === undefined) throw wrong(row, `'${status}' is not a status: ${Object.keys(statuses).join(', ')}`);
  const validUntilOn = toDay(day);
  if (validUntilOn === undefined) throw wrong(row, `'${day}' is not a day, such as 2026-12-31 or 31.12.2026`);
  if (!/^\d{1,2}$/.test(minors)) throw wrong(row, `'${minors}' is not a number of children from 0 to ${maxMinors}`);
  return { row, card: { code: parsed.code.text, status: known, validUntilOn, minors: Number(minors) } };
}

function toDay(text: string): Day | undefined {
  const finnish = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const [year, month, day] = finnish === null ? text.split('-') : finnish.slice(1).toReversed();
  const iso = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? undefined : iso;
}

function wrong(row: number, why: string): Error {
  return new Error(`Row ${row}: ${why}. The list was not changed.`);
}
