import { type CardStatus, parseCardCode } from '@kaiku/client/admission';
import type { ListedCard } from '../index.ts';
import { toDay, toText } from '../workbook/parse-cell.ts';
import { readWorkbook, type SheetRow } from '../workbook/read-workbook.ts';

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
 * Returns the cards of a workbook or a CSV file (`readWorkbook`), in order: code, status, last day of validity, number of
 * children. Takes a first row of headings.
 * @throws Error that names the row, without its code, if any row is wrong, or if there is none
 */
export async function readCardFile(bytes: Uint8Array): Promise<readonly ListedCard[]> {
  const rows = [];
  for await (const row of readWorkbook(bytes, '')) rows.push(row);
  const cards = (/\d/.test(toText(rows[0]?.cells[0])) ? rows : rows.slice(1)).map(toCard);
  if (cards.length === 0) throw new Error('The file has no card. The list was not changed.');
  const seen = new Map<string, number>();
  for (const { row, card } of cards) {
    const before = seen.get(card.code);
    if (before !== undefined) throw wrong(row, `The card is in row ${before} already`);
    seen.set(card.code, row);
  }
  return cards.map(({ card }) => card);
}

function toCard({ number: row, cells, formulas }: SheetRow) {
  const [code, status, day, minors, ...more] = cells;
  if (formulas.size > 0) throw wrong(row, 'It has a formula. Paste it as a value');
  if (more.some((cell) => toText(cell) !== '')) throw wrong(row, 'It has more than four cells');
  const parsed = parseCardCode(toText(code));
  if (parsed.kind !== 'card') throw wrong(row, 'Its first cell is not a card code');
  const known = statuses[toText(status).toLowerCase()];
  if (known === undefined) throw wrong(row, `'${toText(status)}' is not a status: ${Object.keys(statuses).join(', ')}`);
  const validUntilOn = toDay(day);
  if (validUntilOn === undefined) throw wrong(row, `'${toText(day)}' is not a day, such as 2026-12-31 or 31.12.2026`);
  const count = toText(minors);
  if (!/^\d{1,2}$/.test(count)) throw wrong(row, `'${count}' is not a number of children from 0 to ${maxMinors}`);
  return { row, card: { code: parsed.code.text, status: known, validUntilOn, minors: Number(count) } };
}

function wrong(row: number, why: string): Error {
  return new Error(`Row ${row}: ${why}. The list was not changed.`);
}
