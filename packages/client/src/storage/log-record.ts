import type { Change } from './store.ts';

/** What one transaction has written; if `whole`, everything that is in the store after it. */
export interface LogRecord {
  readonly journal: string;
  /** The store's revision after the transaction. */
  readonly revision: number;
  readonly whole: boolean;
  readonly changes: readonly Change[];
}

/** Length and checksum of the text that follows. */
const headerBytes = 8;

/** Converts a record to its form in a file: length, checksum (CRC-32), JSON. */
export function encodeRecord(record: LogRecord): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(record));
  const bytes = new Uint8Array(headerBytes + text.length);
  bytes.set(text, headerBytes);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, text.length);
  header.setUint32(4, checksum(text));
  return bytes;
}

/** Returns the records of a file, up to the first that is cut off or damaged. */
export function decodeRecords(bytes: Uint8Array): readonly LogRecord[] {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: LogRecord[] = [];
  for (let at = 0; at + headerBytes <= bytes.length; ) {
    const end = at + headerBytes + header.getUint32(at);
    const text = bytes.subarray(at + headerBytes, end);
    if (end > bytes.length || text.length === 0 || checksum(text) !== header.getUint32(at + 4)) break;
    records.push(JSON.parse(new TextDecoder().decode(text)) as LogRecord);
    at = end;
  }
  return records;
}

/** Returns the CRC-32 (ISO 3309), which detects torn writes that the length does not. */
function checksum(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});
