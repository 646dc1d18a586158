import type { Symbology } from '../reading.ts';

/**
 * The one table of symbology names, ours ↔ the engines'. `ask` is what an engine is told to look for, `told` what it
 * calls a find.
 *
 * zxing-wasm 3.1.4 (`bindings/barcodeFormat.ts` there) must be asked for
 * - `Code39Std`, never `Code39`: that rewrites six-character texts as Code 32, `09T9T9` as `A010266409`, a card;
 * - `QRCodeModel2`, never `QRCode`: that includes Micro QR and rMQR.
 */
export const symbologies = {
  qr: { zxingWasm: { ask: 'QRCodeModel2', told: 'QRCode' } },
  'code-39': { zxingWasm: { ask: 'Code39Std', told: 'Code39' } },
} as const satisfies Record<Symbology, unknown>;

/**
 * Kinds that no card bears and that are shown all the same: goods, tickets, passes, letters. Each checks what it says
 * strongly enough not to be seen where there is none; ITF and UPC-E do not.
 */
export const otherKinds = { zxingWasm: { ask: 'EAN13,EAN8,UPCA,Code128,DataMatrix,Aztec,PDF417' } } as const;
