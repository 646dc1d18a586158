/** A table as a file. */
import { csvType, offerFile, toCsv } from '../../files.ts';
import type { Table } from './tables.ts';

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The kinds of file. */
export type FileKind = 'csv' | 'xlsx';

/** Offers a table as a file. A text is never a formula, whatever it begins with. */
export async function download(
  { headings, isNumber, rows }: Table,
  { kind, name }: { readonly kind: FileKind; readonly name: string },
): Promise<void> {
  const lines = [headings, ...rows.map((row) => row.map((cell) => cell ?? '–'))];
  if (kind === 'csv') offerFile(toCsv(lines), { name: `${name}.csv`, type: csvType });
  else offerFile(await toXlsx(lines, isNumber, name), { name: `${name}.xlsx`, type: xlsxType });
}

async function toXlsx(
  lines: readonly (readonly (string | number)[])[],
  isNumber: Table['isNumber'],
  name: string,
): Promise<BlobPart> {
  const { writeXlsx } = await import('hucre/xlsx');
  const content = await writeXlsx({
    sheets: [
      {
        name: name.slice(0, 31),
        columns: isNumber.map((numeric) => ({ width: numeric ? 16 : 32, numFmt: numeric ? '0' : '@' })),
        rows: lines.map((line) => [...line]),
        freezePane: { rows: 1 },
      },
    ],
  });
  return content as BlobPart;
}
