/** Files that the pages offer. */
import { toCsvLine } from '@kaiku/client/import-file';

/** The media type of {@link toCsv}. */
export const csvType = 'text/csv;charset=utf-8';

/** Returns a CSV file that Excel opens with the right letters. A text is never a formula, whatever it begins with. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return `\ufeff${rows.map(toCsvLine).join('')}`;
}

/** Offers a file to save. */
export function offerFile(content: BlobPart, { name, type }: { readonly name: string; readonly type: string }): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
