/** The rows of a file or of a pasted text. */
import type { Cell } from './cells.ts';

/** More than any day of a house. */
const maxBytes = 5 * 2 ** 20;

/**
 * Returns the rows of an XLSX file's sheet of that name, or of its first, or of a CSV text; `undefined` if it is neither, or
 * too large.
 */
export async function readFile(file: Blob, sheet?: string): Promise<readonly (readonly Cell[])[] | undefined> {
  if (file.size > maxBytes) return undefined;
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return await readText(decode(bytes));
    const { readXlsx } = await import('hucre/xlsx');
    const { sheets } = await readXlsx(bytes);
    return (sheets.find(({ name }) => name === sheet) ?? sheets[0])?.rows.map((row) => row.map(toCell));
  } catch {
    return undefined;
  }
}

/** Returns the rows of a text: CSV with any usual separator, or what a spreadsheet copies. */
export async function readText(text: string): Promise<readonly (readonly Cell[])[]> {
  const { parseCsv } = await import('hucre/csv');
  return parseCsv(text.replace(/^\ufeff/, ''), { delimiter: separatorOf(text) }).map((row) => row.map(toCell));
}

function toCell(value: unknown): Cell {
  if (value instanceof Date) return value;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function separatorOf(text: string): string {
  const count = (separator: string) => text.slice(0, 20_000).split(separator).length;
  return ['\t', ';', ','].reduce((best, each) => (count(each) > count(best) ? each : best));
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
