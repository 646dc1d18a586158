import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const cardCode = /[A-Z]{1,2}[0-9]{8,9}/g;

/**
 * Returns the files of a folder that contain any of the card codes, with the number of codes in each. Reads every byte, not
 * through the database: its log keeps what was removed. Finds ASCII and UTF-16. A compressed table may hide a code, but each
 * entry is in a log first, which is not compressed.
 */
export function codesOnDisk(folder: string, codes: ReadonlySet<string>): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap(({ parentPath, name }) => {
    const file = path.join(parentPath, name);
    // Without the zero bytes, UTF-16 of a code is ASCII.
    const text = readFileSync(file, 'latin1').replaceAll('\0', '');
    const found = new Set((text.match(cardCode) ?? []).filter((code) => codes.has(code)));
    return found.size === 0 ? [] : `${found.size} in ${path.relative(folder, file)}`;
  });
}
