/** A table as a file. */
import { toCsvLine } from '@kaiku/client/import-file';
import type { Table } from './tables.ts';

const types = {
  csv: 'text/csv;charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** The kinds of file. */
export type FileKind = keyof typeof types;

/** Offers a table as a file. A text is never a formula, whatever it begins with. */
export async function download(
  table: Table,
  { kind, name }: { readonly kind: FileKind; readonly name: string },
): Promise<void> {
  const content = kind === 'csv' ? toCsv(table) : await toXlsx(table, name);
  const address = URL.createObjectURL(new Blob([content as BlobPart], { type: types[kind] }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name}.${kind}`;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Returns a CSV file that Excel opens with the right letters. */
function toCsv({ headings, rows }: Table): string {
  const lines = [headings, ...rows.map((row) => row.map((cell) => cell ?? '–'))];
  return `\ufeff${lines.map(toCsvLine).join('')}`;
}

async function toXlsx({ headings, isNumber, rows }: Table, name: string): Promise<Uint8Array> {
  const { writeXlsx } = await import('hucre/xlsx');
  return writeXlsx({
    sheets: [
      {
        name: name.slice(0, 31),
        columns: isNumber.map((numeric) => ({ width: numeric ? 16 : 32, numFmt: numeric ? '0' : '@' })),
        rows: [[...headings], ...rows.map((row) => row.map((cell) => cell ?? '–'))],
        freezePane: { rows: 1 },
      },
    ],
  });
}
