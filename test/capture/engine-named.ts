import type { Engine } from '../../packages/capture/src/decode/engine.ts';

/** The engine of that name as the browser's tests set it up; its code, and no other's, is fetched when it is first used. */
export function engineNamed(name: string): Engine {
  let made: Promise<Engine> | undefined;
  const engine = () => (made ??= makeEngine(name));
  return {
    load: async () => (await engine()).load(),
    decode: async (frame) => (await engine()).decode(frame),
    close: async () => (await engine()).close(),
  };
}

async function makeEngine(name: string): Promise<Engine> {
  switch (name) {
    case 'zxing-wasm': {
      const { zxingWasmEngine } = await import('../../packages/capture/src/engines/zxing-wasm.ts');
      return zxingWasmEngine({ wasmUrl: '/packages/capture/src/decode/zxing_reader.wasm' });
    }
    case 'zxing-library': {
      const { zxingLibraryEngine } = await import('../../packages/capture/src/engines/zxing-library.ts');
      return zxingLibraryEngine();
    }
    case 'quagga2': {
      const { quagga2Engine } = await import('../../packages/capture/src/engines/quagga2.ts');
      return quagga2Engine({ library: quagga2WithoutBundler });
    }
    case 'native': {
      const { nativeEngine } = await import('../../packages/capture/src/engines/native.ts');
      return nativeEngine();
    }
    case 'card39': {
      const { card39Engine } = await import('../../packages/capture/src/engines/card39/card39.ts');
      const { cardGrammar } = await import('../../packages/client/src/index.ts');
      return card39Engine({ grammar: cardGrammar });
    }
    case 'cardqr': {
      const { cardQrEngine } = await import('../../packages/capture/src/engines/cardqr/cardqr.ts');
      const { cardGrammar } = await import('../../packages/client/src/index.ts');
      return cardQrEngine({ grammar: cardGrammar });
    }
    default:
      throw new Error(`There is no engine “${name}”.`);
  }
}

/** quagga2's browser file is UMD, which a module cannot import directly. */
async function quagga2WithoutBundler(): Promise<unknown> {
  const response = await fetch('/node_modules/@ericblade/quagga2/dist/quagga.min.js');
  const module = { exports: {} };
  new Function('exports', 'module', await response.text())(module.exports, module);
  return module.exports;
}
