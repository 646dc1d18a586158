import type { HidDevice } from './hid-api.ts';

/** "Bar Code Scanner" of the HID usage tables for point of sale. */
export const scannerPage = 0x8c;

const decodedData = 0x8c00fe;
const decodedDataContinued = 0x8c00ff;
/** The three characters of the AIM identifier. */
const identifiers: ReadonlySet<number> = new Set([0x8c00fb, 0x8c00fc, 0x8c00fd]);

/** The content of one HID report. */
export interface DecodedReport {
  /** The AIM identifier, `''` if the reader sends none. */
  readonly identifier: string;
  readonly text: string;
  /** The rest of the code is in the next report. */
  readonly continues: boolean;
}

/**
 * Returns the content of an input report, decoded by the reader's own descriptor; `undefined` for a report of something
 * else. Follows the HID Point of Sale usage tables 1.02; not tried with a device yet.
 */
export function decodeReport(device: HidDevice, reportId: number, data: DataView): DecodedReport | undefined {
  const report = device.collections
    .filter(({ usagePage }) => usagePage === scannerPage)
    .flatMap(({ inputReports }) => inputReports)
    .find((one) => one.reportId === reportId);
  let bit = 0;
  let [identifier, text] = ['', ''];
  let [isDecoded, continues] = [false, false];
  for (const { usages = [], reportSize, reportCount } of report?.items ?? []) {
    const chars = (): string => readChars(data, bit / 8, reportCount);
    if (usages.includes(decodedData)) {
      isDecoded = true;
      text = chars();
    } else if (reportSize === 8 && usages.some((usage) => identifiers.has(usage))) identifier += chars();
    else if (usages.includes(decodedDataContinued)) continues = ((data.getUint8(bit >> 3) >> (bit & 7)) & 1) === 1;
    bit += reportSize * reportCount;
  }
  return isDecoded ? { identifier, text, continues } : undefined;
}

/** Characters without the zeros that fill a report. */
function readChars(data: DataView, from: number, count: number): string {
  const bytes = Array.from({ length: Math.min(count, data.byteLength - from) }, (_, index) =>
    data.getUint8(from + index),
  );
  return String.fromCharCode(...bytes.filter((byte) => byte !== 0));
}
