import type { Symbology } from '../reading.ts';

/**
 * The symbology names of the engines, by ours: `request` is the name to search for, `result` the name of a find.
 *
 * zxing-wasm 3.1.4 (its `bindings/barcodeFormat.ts`) must search for
 * - `Code39Std`, never `Code39`: that rewrites six-character texts as Code 32, `09T9T9` as `A010266409`, a card;
 * - `QRCodeModel2`, never `QRCode`: that includes Micro QR and rMQR.
 */
export const symbologies = {
  qr: { zxingWasm: { request: 'QRCodeModel2', result: 'QRCode' } },
  'code-39': { zxingWasm: { request: 'Code39Std', result: 'Code39' } },
} as const satisfies Record<Symbology, unknown>;

/**
 * Kinds that no card has but people still show: goods, tickets, passes, letters. Their checks are strong enough that none
 * is found by mistake; those of ITF and UPC-E are not.
 */
export const otherKinds = { zxingWasm: { request: 'EAN13,EAN8,UPCA,Code128,DataMatrix,Aztec,PDF417' } } as const;
