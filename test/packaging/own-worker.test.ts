/** A page's own decode worker, bundled from the built package, contains only the engine that it uses. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A word that only the code of this engine contains. */
const marks = {
  'zxing-wasm': /readBarcodesFromPixmap/,
  'zxing-library': /HybridBinarizer/,
  quagga2: /decodePattern/,
  native: /BarcodeDetector/,
  card39: /createCard39Reader|marginNats/,
} as const;

const makers: Readonly<Record<keyof typeof marks, string>> = {
  'zxing-wasm': "zxingWasmEngine({ wasmUrl: '/zxing_reader.wasm' })",
  'zxing-library': 'zxingLibraryEngine()',
  quagga2: 'quagga2Engine()',
  native: 'nativeEngine()',
  card39: "card39Engine({ grammar: [{ prefix: 'A', digits: [9] }] })",
};

it.each(Object.entries(makers) as [keyof typeof marks, string][])(
  'a worker with %s contains no other engine',
  async (name, make) => {
    const [maker = ''] = make.split('(');
    const { outputFiles } = await build({
      stdin: {
        contents: `import { serveEngine } from '@kaiku/capture/decode';
        import { ${maker} } from '@kaiku/capture/engines/${name}';
        serveEngine(self, () => ${make});`,
        resolveDir: root,
      },
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      logLevel: 'error',
    });
    const code = outputFiles[0]?.text ?? '';
    const found = Object.entries(marks).flatMap(([engine, mark]) => (mark.test(code) ? [engine] : []));
    expect(found).toEqual([name]);
  },
);
