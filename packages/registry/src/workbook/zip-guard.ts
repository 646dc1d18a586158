import { createInflateRaw } from 'node:zlib';
import { WorkbookError } from './errors.ts';

/** Limits of an XLSX file. Guesses. */
export const zipLimits = {
  /** Bytes of the file. */
  bytes: 32 * 2 ** 20,
  parts: 200,
  /** Bytes of all parts together, inflated. */
  inflated: 256 * 2 ** 20,
  /** Bytes of a part for each byte of the file; parts of less than a megabyte may exceed it. */
  ratio: 200,
};

/** Parts whose content a program fetches or runs. No list of usages needs one. */
const activeParts =
  /(^|\/)(externalLinks|activeX|embeddings|ctrlProps|queryTables|macrosheets)\/|vbaProject|(^|\/)connections\.xml$/i;

/** Reads a part, piece by piece. */
export type ReadPart = (piece: Buffer) => void;

/**
 * Checks a zip archive before any reader inflates it: the number of its parts, their sizes, and that none is longer than it
 * says. At most 64 kB of a part are in memory. `readerOf` returns what reads a part, if anything does.
 * @throws WorkbookError `workbook/unreadable`, `workbook/too-large` or `workbook/active-content`
 */
export async function guardZip(bytes: Uint8Array, readerOf: (name: string) => ReadPart | undefined): Promise<void> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length > zipLimits.bytes) throw tooLarge(`It has ${file.length} bytes, and may have ${zipLimits.bytes}.`);
  const { count, start } = directoryOf(file);
  if (count > zipLimits.parts) throw tooLarge(`It has ${count} parts, and may have ${zipLimits.parts}.`);
  const names = new Set<string>();
  let at = start;
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    const { part, next } = partAt(file, at);
    if (names.has(part.name)) throw damaged('two parts have one name');
    names.add(part.name);
    if (activeParts.test(part.name)) {
      throw new WorkbookError(
        'workbook/active-content',
        `The workbook has macros, links to other files, or data connections (${part.name}). Save it as .xlsx without them.`,
      );
    }
    const size = await inflatedSize(part, zipLimits.inflated - sum, readerOf(part.name));
    if (size !== part.claimed) throw tooLarge(`The part ${part.name} has another size than it says.`);
    sum += size;
    at = next;
  }
}

interface Part {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly data: Buffer;
  readonly claimed: number;
}

/** Returns the number of parts and the start of their list (APPNOTE 6.3.10, 4.3.16). */
function directoryOf(file: Buffer): { readonly count: number; readonly start: number } {
  const end = file.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  // The comment after it has 65 535 bytes at most.
  if (end < 0 || end + 22 > file.length || file.length - end > 65_557) throw damaged('it is cut off');
  const count = file.readUInt16LE(end + 10);
  const start = file.readUInt32LE(end + 16);
  if (count === 0xff_ff || start === 0xff_ff_ff_ff) throw tooLarge('It is a ZIP64 archive.');
  return { count, start };
}

function partAt(file: Buffer, at: number): { readonly part: Part; readonly next: number } {
  if (at + 46 > file.length || file.readUInt32LE(at) !== 0x02_01_4b_50) throw damaged('its list of parts is broken');
  const flags = file.readUInt16LE(at + 8);
  const method = file.readUInt16LE(at + 10);
  const packed = file.readUInt32LE(at + 20);
  const local = file.readUInt32LE(at + 42);
  const [nameLength, extra, comment] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset)) as [
    number,
    number,
    number,
  ];
  const name = file.toString('utf8', at + 46, at + 46 + nameLength);
  if ((flags & 1) !== 0) throw new WorkbookError('workbook/other-format', 'The zip archive is encrypted.');
  if (local + 30 > file.length || file.readUInt32LE(local) !== 0x04_03_4b_50) throw damaged(`${name} is not there`);
  const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  const data = file.subarray(start, start + packed);
  if (data.length !== packed || (method !== 0 && method !== 8)) throw damaged(`${name} cannot be read`);
  const part = { name, isDeflated: method === 8, data, claimed: file.readUInt32LE(at + 24) };
  return { part, next: at + 46 + nameLength + extra + comment };
}

function inflatedSize({ name, isDeflated, data }: Part, left: number, read?: ReadPart): Promise<number> {
  const max = Math.min(left, Math.max(2 ** 20, data.length * zipLimits.ratio));
  if (!isDeflated) {
    if (data.length > max) throw tooLarge(`It inflates to more than ${zipLimits.inflated} bytes.`);
    read?.(data);
    return Promise.resolve(data.length);
  }
  return new Promise((resolve, reject) => {
    const inflate = createInflateRaw();
    let size = 0;
    inflate.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > max) {
        inflate.destroy(tooLarge(`The part ${name} inflates to more than ${max} bytes.`));
        return;
      }
      try {
        read?.(piece);
      } catch (error) {
        inflate.destroy(error as Error);
      }
    });
    inflate.on('end', () => resolve(size));
    inflate.on('error', (error) => reject(error instanceof WorkbookError ? error : damaged(`${name} is broken`)));
    inflate.end(data);
  });
}

function tooLarge(reason: string): WorkbookError {
  return new WorkbookError('workbook/too-large', `The workbook is too large or made to do harm. ${reason}`);
}

function damaged(reason: string): WorkbookError {
  return new WorkbookError('workbook/unreadable', `The file is damaged: ${reason}. Save it again, and try that file.`);
}
