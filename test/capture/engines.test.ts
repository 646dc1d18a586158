// Every engine on the main thread; in a worker: engines.browser.test.ts.
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../packages/capture/src/decode/engine.ts';
import { card39Engine } from '../../packages/capture/src/engines/card39/card39.ts';
import { thoroughCard39 } from '../../packages/capture/src/engines/card39/thorough.ts';
import { cardQrEngine } from '../../packages/capture/src/engines/cardqr/cardqr.ts';
import { thoroughCardQr } from '../../packages/capture/src/engines/cardqr/thorough.ts';
import { quagga2Engine } from '../../packages/capture/src/engines/quagga2.ts';
import { zxingLibraryEngine } from '../../packages/capture/src/engines/zxing-library.ts';
import { zxingWasmEngine } from '../../packages/capture/src/engines/zxing-wasm.ts';
import { cardGrammar } from '../../packages/client/src/index.ts';
import { engineCases } from '../contract/engine.case.ts';
import { engineLimits } from '../contract/engine-limits.ts';
import { thoroughEngineCases } from '../contract/thorough-engine.case.ts';
import { wasmBinary } from '../support/zxing-wasm.ts';

// Node has no BarcodeDetector: engine-native.test.ts gives it one, and the browser's own runs in the browser's tests.
const engines: Readonly<Record<Exclude<keyof typeof engineLimits, 'native'>, () => Engine>> = {
  'zxing-wasm': () => zxingWasmEngine({ wasmBinary }),
  'zxing-library': () => zxingLibraryEngine(),
  quagga2: () => quagga2Engine(),
  card39: () => card39Engine({ grammar: cardGrammar }),
  cardqr: () => cardQrEngine({ grammar: cardGrammar }),
};

for (const [name, make] of Object.entries(engines)) {
  describe(`${name} on the main thread`, () => {
    for (const { name: does, run } of engineCases(make, engineLimits[name as keyof typeof engines])) it(does, run);
  });
}

describe.each([
  ['card39', thoroughEngineCases(() => thoroughCard39(cardGrammar), 'code39')],
  ['cardqr', thoroughEngineCases(() => thoroughCardQr(cardGrammar), 'qrcode')],
])('the thorough engine of %s', (_name, cases) => {
  for (const { name: does, run } of cases) it(does, run);
});

describe('an optional peer that is not installed', () => {
  it.each([
    ['is missing', () => Promise.reject(new Error('Cannot find package'))],
    ['is another thing', () => Promise.resolve({ default: {} })],
  ])('is an engine that does not load: quagga2 %s', async (_name, library) => {
    const engine = quagga2Engine({ library });
    await expect(engine.load()).rejects.toMatchObject({ code: 'engine/load', retryable: true });
    await expect(engine.load()).rejects.toMatchObject({ code: 'engine/load', retryable: true });
  });
});
