// Bundles what is published or served: five libraries, the workers, the one-file element and the example pages.
// `tsc -b` builds the types; .tools/build.ts runs both.
import { createHash } from 'node:crypto';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import license from 'rollup-plugin-license';
import { sharedOnPage } from './packages/scanner/scripts/shared-on-page.mjs';

const require = createRequire(import.meta.url);
const target = 'es2022';
/** Strips comments and spaces from the style sheets, which no minifier of JavaScript looks into. */
const smallStyles = {
  name: 'small-styles',
  transform(code, id) {
    if (!/\/scanner\/src\/styles\/[a-z-]+\.ts$/.test(id)) return null;
    const small = (css) =>
      css
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .replace(/\s+/g, ' ')
        .replace(/ ?([{};,]) ?/g, '$1');
    return { code: code.replace(/css`[^`]*`/g, small), map: null };
  },
};
const compile = () => [smallStyles, esbuild({ target, tsconfig: false })];
/** Keeps the line that names the licences, and no other comment. */
const minify = () => terser({ module: true, ecma: 2020, format: { comments: /Licences: / } });
/** Writes the licences of what a file contains next to it, and names that list in the first line of a file for browsers. */
const licences = (dir, name, { others = [], isNamed = true } = {}) =>
  license({
    ...(isNamed && { banner: { commentStyle: 'ignored', content: `Licences: ${name}.LICENSES.txt` } }),
    thirdParty: {
      includePrivate: false,
      allow: { test: '(MIT OR ISC OR BSD-2-Clause OR BSD-3-Clause OR Apache-2.0 OR 0BSD)', failOnViolation: true },
      output: { file: `${dir}/${name}.LICENSES.txt`, template: (packages) => licenceList([...packages, ...others]) },
    },
  });
/** Leaves the import of a worker's text as it is: the text is a file of its own, next to the output. */
const workerTexts = {
  name: 'worker-texts',
  resolveId: (id) => (id.endsWith('-worker-text.js') ? { id, external: 'absolute' } : null),
};
/** Bundles our packages from their sources, and others from their published files. */
const bundle = () => [
  workerTexts,
  nodeResolve({
    browser: true,
    exportConditions: ['kaiku-source', 'browser', 'production'],
    extensions: ['.ts', '.mjs', '.js'],
  }),
  compile(),
];

/** Returns the licences as a text. @throws Error if a package has no text of its licence */
function licenceList(packages) {
  return packages
    .map(({ name, version, license, licenseText, noticeText }) => {
      if (!licenseText) throw new Error(`${name} contains no text of its licence.`);
      return [`${name} ${version} (${license})`, licenseText.trim(), noticeText?.trim()].filter(Boolean).join('\n\n');
    })
    .sort()
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

const chunkFileNames = '[name]-[hash].js';

/** Copies files that are not modules next to the output. */
const copy = (...files) => ({
  name: 'copy',
  generateBundle() {
    for (const [fileName, from] of files) this.emitFile({ type: 'asset', fileName, source: readFileSync(from) });
  },
});
/** The library inside the wasm file. Its licence is the Apache License without a change. */
const zxingCpp = {
  name: 'zxing-cpp',
  version: `as in zxing-wasm ${JSON.parse(readFileSync('node_modules/zxing-wasm/package.json', 'utf8')).version}`,
  license: 'Apache-2.0',
  licenseText: readFileSync('node_modules/@zxing/library/LICENSE', 'utf8'),
};
const decoderWasm = ['zxing_reader.wasm', require.resolve('zxing-wasm/reader/zxing_reader.wasm')];

/**
 * A package as published on npm: one chunk per subpath. Dependencies, peers and the package's own `imports` stay external,
 * so that the integrator's bundler takes only what an engine imports of a peer.
 */
function library(name, entries, extras = []) {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8'));
  const others = Object.keys({ ...dependencies, ...peerDependencies });
  const external = (id) =>
    id.startsWith('node:') || id.startsWith('#') || others.some((own) => id === own || id.startsWith(`${own}/`));
  return {
    input: Object.fromEntries(entries.map((entry) => [entry, `packages/${name}/src/${entry}.ts`])),
    external,
    plugins: [workerTexts, nodeResolve({ extensions: ['.ts'] }), compile(), ...extras],
    output: {
      dir: `packages/${name}/dist`,
      format: 'es',
      sourcemap: true,
      hoistTransitiveImports: false,
      chunkFileNames,
    },
  };
}

/** The decoder's worker. Each file contains its imports, because the integrator's bundler does not bundle workers. */
const worker = (dir) => [
  {
    input: { 'decode-worker': 'packages/capture/src/decode/decode-worker.ts' },
    plugins: [...bundle(), copy(decoderWasm), licences(dir, 'decode-worker.js', { others: [zxingCpp] })],
    output: { dir, format: 'es', plugins: [minify()] },
  },
  {
    input: { 'decode-worker-zxing-library': 'packages/capture/src/decode/decode-worker-zxing-library.ts' },
    plugins: [...bundle(), licences(dir, 'decode-worker-zxing-library.js')],
    output: { dir, format: 'es', inlineDynamicImports: true, plugins: [minify()] },
  },
];

/**
 * A worker as a text in a module, which a page imports where it finds no file of that worker. The texts are next to what is
 * published; our own pages have the files.
 */
const workerText = (dir, name, input, plugins = []) => ({
  input: { [`${name}-text`]: input },
  plugins: [...bundle(), ...plugins],
  output: { dir, format: 'es', inlineDynamicImports: true, plugins: [minify(), asText] },
});
const asText = {
  name: 'as-text',
  generateBundle(_, files) {
    for (const file of Object.values(files))
      if (file.type === 'chunk') file.code = `export const text = ${JSON.stringify(file.code)};\n`;
  },
};
const decodeWorkerText = (dir) =>
  workerText(dir, 'decode-worker', 'packages/capture/src/decode/decode-worker-whole.ts', [
    licences(dir, 'decode-worker-text.js', { others: [zxingCpp] }),
  ]);
const logWorkerText = (dir) => workerText(dir, 'log-worker', 'packages/client/src/storage/log-worker.ts');

/** The worker of the outbox's second copy, with its imports for the same reason. */
const logWorker = (dir) => ({
  input: { 'log-worker': 'packages/client/src/storage/log-worker.ts' },
  plugins: bundle(),
  output: { dir, format: 'es', plugins: [minify()] },
});

/** The page of an example, with the files that it loads. */
const page = (example, entries, files) => ({
  input: Object.fromEntries(entries.map((entry) => [entry, `examples/${example}/src/${entry}.ts`])),
  plugins: [...bundle(), copy(...files.map((file) => [file, `examples/${example}/src/${file}`]))],
  output: { dir: `examples/${example}/dist`, format: 'es', sourcemap: true },
});

/** The pages of the house, as the registry serves them: one file, and one for each page. */
const house = {
  input: { house: 'packages/house/src/house.ts' },
  plugins: [
    ...bundle(),
    copy(...['index.html', 'house.css'].map((file) => [file, `packages/house/src/${file}`])),
    licences('packages/registry/dist/house', 'house.js'),
  ],
  output: {
    dir: 'packages/registry/dist/house',
    format: 'es',
    chunkFileNames,
    plugins: [minify()],
  },
};

const scanFolder = 'packages/registry/dist/scan';
const scanSource = 'packages/house/src/scan';
const scanFiles = ['index.html', 'scan.css', 'manifest.webmanifest', 'icon.svg', 'icon-192.png', 'icon-512.png'];

/** The scanner as a page of the registry: one file, its workers, and the service worker that keeps them. */
const scanPage = [
  {
    input: { scan: `${scanSource}/scan.ts` },
    plugins: [
      ...bundle(),
      copy(...scanFiles.map((file) => [file, `${scanSource}/${file}`])),
      licences(scanFolder, 'scan.js'),
    ],
    output: { dir: scanFolder, format: 'es', inlineDynamicImports: true, plugins: [minify()] },
  },
  ...worker(scanFolder),
  logWorker(scanFolder),
  {
    input: { 'service-worker': `${scanSource}/service-worker.ts` },
    plugins: bundle(),
    output: { dir: scanFolder, format: 'iife', intro: scanVersion, plugins: [minify()] },
  },
];

/** Returns the list of the files that the service worker keeps. They are built before it. */
function scanVersion() {
  const hashOf = (data) => createHash('sha256').update(data).digest('base64');
  const files = readdirSync(scanFolder)
    .filter((name) => name !== 'service-worker.js' && !name.endsWith('.txt'))
    .sort()
    .map((name) => ({ name, integrity: `sha256-${hashOf(readFileSync(`${scanFolder}/${name}`))}` }));
  const text = JSON.stringify(files);
  return `const files = ${text}; const version = ${JSON.stringify(hashOf(text))};`;
}

/** The script of the registry's page of its interface. Its package would bring 150 MB and install scripts with it. */
const docsPage = [
  ['docs/rapidoc.js', 'node_modules/rapidoc/dist/rapidoc-min.js'],
  ['docs/LICENSE.txt', 'node_modules/rapidoc/LICENSE.txt'],
  ['docs/rapidoc-min.js.LICENSE.txt', 'node_modules/rapidoc/dist/rapidoc-min.js.LICENSE.txt'],
];

const store = 'packages/registry/src/store';
const schemaTexts = globSync('**/*.sql', { cwd: store }).map((file) => [file, `${store}/${file}`]);

export default [
  library('capture', [
    'index',
    'wedge/index',
    'capture-field/index',
    'doctor/index',
    'iframe-source/index',
    'hid/index',
    'serial/index',
    'decode/index',
    'engines/zxing-wasm',
    'engines/zxing-library',
    'engines/quagga2',
    'engines/native',
    'engines/card39/card39',
    'engines/cardqr/cardqr',
  ]),
  ...worker('packages/capture/dist'),
  decodeWorkerText('packages/capture/dist'),
  library('client', [
    'index',
    'admission/index',
    'registry/contract/index',
    'registry/offline-contract',
    'storage/file-storage',
    'import-file/import-csv',
  ]),
  logWorker('packages/client/dist'),
  logWorkerText('packages/client/dist'),
  library(
    'registry',
    ['index', 'bin'],
    [copy(...schemaTexts, ...docsPage), licences('packages/registry/dist', 'index.js', { isNamed: false })],
  ),
  house,
  logWorker('packages/registry/dist/house'),
  ...scanPage,
  library(
    'scanner',
    ['index', 'define', 'locales/index', 'styles/colours', 'react/index'],
    [licences('packages/scanner/dist', 'index.js', { isNamed: false })],
  ),
  {
    input: { 'kaiku-scanner': 'packages/scanner/src/define.ts' },
    plugins: [...bundle(), licences('packages/scanner/dist/bundle', 'kaiku-scanner.js')],
    output: {
      dir: 'packages/scanner/dist/bundle',
      format: 'es',
      sourcemap: true,
      chunkFileNames: `kaiku-scanner-${chunkFileNames}`,
      plugins: [sharedOnPage('kaiku-scanner.js'), minify()],
    },
  },
  ...worker('packages/scanner/dist/bundle'),
  logWorker('packages/scanner/dist/bundle'),
  decodeWorkerText('packages/scanner/dist/bundle'),
  logWorkerText('packages/scanner/dist/bundle'),
  library('testkit', ['index', 'bin', 'conformance/index', 'playwright/index', 'camera/index', 'reader/index']),
  {
    input: { 'camera-page': 'packages/testkit/src/playwright/camera-page.ts' },
    plugins: [...bundle(), licences('packages/testkit/dist', 'camera-page.js')],
    output: { dir: 'packages/testkit/dist', format: 'iife', plugins: [minify()] },
  },
  page('venue-drop-in', ['page'], ['index.html', 'style.css']),
  ...worker('examples/venue-drop-in/dist'),
  logWorker('examples/venue-drop-in/dist'),
  page('box-office-wedge', ['page'], ['index.html', 'style.css']),
  logWorker('examples/box-office-wedge/dist'),
  page('reader-doctor', ['page'], ['index.html', 'style.css']),
];
