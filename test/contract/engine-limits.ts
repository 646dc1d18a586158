// What each engine is known to be unable to do, and why: there it need find nothing, but must find nothing wrong.
import type { EngineLimits } from './engine.case.ts';

const scansRows = 'it scans rows and columns only: nothing from some 10° to 80° (docs/benchmarks.md)';

export const engineLimits = {
  'zxing-wasm': { 'any-angle': scansRows },
  'zxing-library': { 'any-angle': scansRows },
  quagga2: { qr: 'it has no QR reader' },
  native: { 'any-angle': 'the system’s affair', 'white-on-black': 'the system’s affair' },
  card39: {
    qr: 'it reads Code 39 alone',
    'any-text': 'it reads the texts of its grammar and nothing else; the strategy asks another engine for those',
  },
  cardqr: {
    'code-39': 'it reads QR codes alone',
    'white-on-black': 'it looks for dark on light, as cards are printed',
    'any-text': 'it reads the texts of its grammar and nothing else; the strategy asks another engine for those',
  },
} as const satisfies Record<string, EngineLimits>;
