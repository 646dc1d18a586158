// The known limits of each engine, with the reason. There it may find nothing, but must not find a wrong code.
import type { EngineLimits } from './engine.case.ts';

const scansRows = 'it scans only rows and columns, so it finds nothing from about 10° to 80° (docs/benchmarks.md)';

export const engineLimits = {
  'zxing-wasm': { 'any-angle': scansRows },
  'zxing-library': { 'any-angle': scansRows },
  quagga2: { qr: 'it has no QR reader' },
  native: { 'any-angle': 'depends on the system', 'white-on-black': 'depends on the system' },
  card39: {
    qr: 'it reads only Code 39',
    'any-text': 'it reads only the texts of its grammar; the strategy uses another engine for the others',
  },
  cardqr: {
    'code-39': 'it reads only QR codes',
    'white-on-black': 'it expects dark on light, as cards are printed',
    'any-text': 'it reads only the texts of its grammar; the strategy uses another engine for the others',
  },
} as const satisfies Record<string, EngineLimits>;
