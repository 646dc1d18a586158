import { fromCsvText } from '@kaiku/client/import-file';
import { streamCsvRows } from 'hucre/csv';
import { type CellValue, streamXlsxRows } from 'hucre/xlsx';
import { WorkbookError } from './errors.ts';
import { inspectXlsx } from './inspect-xlsx.ts';

/** Rows that are read. Guess: twice the longest import that was measured. */
export const maxRows = 100_000;

/** Columns that are read. */
const maxColumns = 100;

const maxCsvBytes = 32 * 2 ** 20;

/** A row of a sheet, as the spreadsheet numbers it. */
export interface SheetRow {
  /** From 1. */
  readonly number: number;
  /** A date of the spreadsheet is a `Date`, its calendar day in UTC. */
  readonly cells: readonly (string | number | boolean | Date | null)[];
  /** Columns with a formula, from 0. Their cells have what some program calculated last. */
  readonly formulas: ReadonlySet<number>;
}

/**
 * Returns the rows of a workbook that are not empty: of an XLSX file those of the sheet of that name, or of the first sheet;
 * or those of a CSV file with any usual separator, in UTF-8, UTF-16 or Windows-1252. Calculates nothing and follows no link.
 * @throws WorkbookError if it is another kind of file, damaged, too large, or has macros or links
 */
export async function* readWorkbook(bytes: Uint8Array, sheet: string): AsyncGenerator<SheetRow, void, void> {
  const kind = kindOf(bytes);
  let rows = 0;
  for await (const row of kind === 'csv' ? readCsv(bytes) : xlsxRows(bytes, sheet)) {
    if (row.cells.every(isEmpty)) continue;
    rows += 1;
    if (rows > maxRows) throw tooManyRows();
    yield row;
  }
}

function tooManyRows(): WorkbookError {
  return new WorkbookError(
    'workbook/too-large',
    `The sheet has more than ${maxRows} rows. Delete empty ones, or divide it.`,
  );
}

function isEmpty(cell: SheetRow['cells'][number]): boolean {
  return cell === null || (typeof cell === 'string' && cell.trim() === '');
}

function kindOf(bytes: Uint8Array): 'xlsx' | 'csv' {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (start.startsWith('PK')) return 'xlsx';
  if (start.startsWith('\u00d0\u00cf\u0011\u00e0')) {
    throw new WorkbookError(
      'workbook/other-format',
      'The file is an old Excel workbook (.xls), or it has a password. Open it in Excel and save it as .xlsx without one.',
    );
  }
  return 'csv';
}

async function* xlsxRows(bytes: Uint8Array, sheet: string): AsyncGenerator<SheetRow, void, void> {
  const { index, formulas } = await inspectXlsx(bytes, sheet);
  try {
    let count = 0;
    for await (const { index: row, values } of streamXlsxRows(bytes, { sheet: index, maxRows: 2 * maxRows })) {
      count += 1;
      if (count === 2 * maxRows) throw tooManyRows();
      yield {
        number: row + 1,
        cells: values.slice(0, maxColumns).map(toCell),
        formulas: formulas.get(row + 1) ?? none,
      };
    }
  } catch (error) {
    if (error instanceof WorkbookError) throw error;
    throw new WorkbookError('workbook/unreadable', 'The workbook is damaged. Save it again, and try that file.', error);
  }
}

const none: ReadonlySet<number> = new Set();

function toCell(value: CellValue): SheetRow['cells'][number] {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value;
  return ['string', 'number', 'boolean'].includes(typeof value) ? (value as string | number | boolean) : null;
}

/**
 * Returns the rows of a CSV file, also empty ones: with any usual separator, in UTF-8, UTF-16 or Windows-1252.
 * @throws WorkbookError if it is not text, or too large
 */
export function* readCsv(bytes: Uint8Array): Generator<SheetRow, void, void> {
  if (bytes.length > maxCsvBytes) {
    throw new WorkbookError('workbook/too-large', `The file has ${bytes.length} bytes, and may have ${maxCsvBytes}.`);
  }
  const text = decode(bytes);
  // Only the beginning of a file shows its separator; Excel writes `sep=;` to name it.
  const [, named] = /^sep=(.)\r?\n/.exec(text) ?? [];
  let number = named === undefined ? 0 : 1;
  const rows = named === undefined ? text : text.slice(text.indexOf('\n') + 1);
  for (const values of streamCsvRows(rows, { delimiter: named ?? separatorOf(rows) })) {
    number += 1;
    yield {
      number,
      cells: values.slice(0, maxColumns).map((value) => (typeof value === 'string' ? fromCsvText(value) : null)),
      formulas: none,
    };
  }
}

/** Returns the separator that the beginning of a file has most often. */
function separatorOf(text: string): string {
  // Quoted parts may contain any of them.
  const beginning = text.slice(0, 20_000).replace(/"[^"]*"/g, '');
  const counts = [';', '\t', ',', '|'].map((separator) => ({ separator, count: beginning.split(separator).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).separator;
}

/** Returns the text of a file. Without a byte-order mark it is UTF-8, or Windows-1252 if it is not valid UTF-8. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const text = decodeUtf8(bytes) ?? new TextDecoder('windows-1252').decode(bytes);
  if (text.includes('\0'))
    throw new WorkbookError('workbook/other-format', 'The file is neither .xlsx nor a CSV text.');
  return text;
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
