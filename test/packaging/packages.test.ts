/** The packages as npm would publish them: built files, no sources, and every subpath of the manifest can be imported. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageNames, tarball } from './tarballs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default?: string }>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** By library: a text of its code that survives the minifier. */
const signs: Readonly<Record<string, RegExp>> = {
  'lit-html': /litHtmlVersions/,
  '@zxing/library': /NotFoundException/,
  'zxing-cpp': /wasmBinary/,
  ky: /HTTPError/,
  jose: /ERR_JWS_INVALID/,
  uqr: /uqr only supports encoding/,
};

/** The files of a package's tarball, by package. */
const packed = new Map<string, ReadonlySet<string>>();

beforeAll(() => {
  for (const name of packageNames) {
    const files = execFileSync('tar', ['--list', '--gzip', '--file', tarball(name)], { encoding: 'utf8' });
    packed.set(
      `@kaiku/${name}`,
      new Set(
        files
          .trim()
          .split('\n')
          .map((file) => file.replace('package/', '')),
      ),
    );
  }
});

describe.each(packageNames)('@kaiku/%s as published', (name) => {
  const folder = path.join(root, 'packages', name);
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  const promised = Object.values(manifest.exports)
    .flatMap((target) => (typeof target === 'string' ? [target] : [target.types, target.default ?? []].flat()))
    .concat(Object.values(manifest.bin ?? {}))
    .map((file) => path.posix.normalize(file))
    // A pattern for a folder: other tests use its files.
    .filter((file) => !file.includes('*'));

  it('has every file that its manifest names', () => {
    expect(promised.filter((file) => !packed.get(manifest.name)?.has(file))).toEqual([]);
  });

  it('contains a licence and a README, but no sources, scripts, tests or build information', () => {
    const files = [...(packed.get(manifest.name) ?? [])];
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    expect(files.filter((file) => /^(src|scripts)\/|\.test\.|\.tsbuildinfo$/.test(file))).toEqual([]);
  });

  it('keeps to the rules of npm and of TypeScript’s resolution', () => {
    const tool = (bin: string, ...args: string[]) =>
      execFileSync(path.join(root, 'node_modules/.bin', bin), [...args, tarball(name)], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(tool('publint', 'run', '--strict')).toContain('All good!');
    // They are loaded by their addresses, and have no types.
    const files = Object.keys(manifest.exports).filter((key) => /worker|\.wasm|shell|camera-page/.test(key));
    const untyped = files.length > 0 ? ['--exclude-entrypoints', ...files, '--'] : [];
    tool('attw', '--profile', 'esm-only', ...untyped);
  }, 120_000);

  it('names the licences of what each bundle contains, with their texts', () => {
    const named = [...(packed.get(manifest.name) ?? [])].filter((file) => file.endsWith('.LICENSES.txt'));
    for (const file of named) {
      const bundle = readFileSync(path.join(folder, file.replace('.LICENSES.txt', '')), 'utf8');
      // A library is minified by those who bundle it, with their own line.
      if (file !== 'dist/index.js.LICENSES.txt') expect(bundle).toContain(`Licences: ${path.posix.basename(file)}`);
      const list = readFileSync(path.join(folder, file), 'utf8');
      const contained = Object.keys(signs).filter((library) => signs[library]?.test(bundle));
      expect(contained.filter((library) => !list.includes(`${library} `))).toEqual([]);
    }
    const isBundled = { capture: 3, client: 0, registry: 5, scanner: 5, testkit: 1 };
    expect(named.length).toBe(isBundled[name]);
  });

  it('can be imported in Node without a window, and without side effects', () => {
    const subpaths = Object.entries(manifest.exports)
      .flatMap(([key, target]) => (typeof target === 'object' && target.default === undefined ? [] : key))
      .filter((key) => !/define|bundle|shell|worker|camera-page|\.wasm|\.json/.test(key));
    // A page that is made on a server imports what defines the element, too.
    const defining = Object.keys(manifest.exports).filter((key) => /define|bundle/.test(key));
    const script = subpaths.map((key) => `await import('${key.replace('.', manifest.name)}');`).join('\n');
    // zod and lit add globals with their versions. Our packages may add none, and may not define the element.
    const before = 'const before = new Set(Object.keys(globalThis));';
    const after = `const ours = Object.keys(globalThis).filter((key) => !before.has(key) && !/^(__zod|lit|reactive|customElements$)/.test(key));
      if (ours.length > 0) throw new Error('The import added globals: ' + ours);
      if (globalThis.customElements?.get('kaiku-scanner')) throw new Error('The import defined the element.');`;
    const late = defining.map((key) => `await import('${key.replace('.', manifest.name)}');`).join('\n');
    execFileSync(process.execPath, ['--input-type=module', '--eval', `${before}\n${script}\n${after}\n${late}`], {
      cwd: root,
      stdio: 'pipe',
    });
  });
});

it('the folder of the one-file element contains its workers and its wasm file', () => {
  const bundle = path.join(root, 'packages/scanner/dist/bundle');
  expect(
    [
      ...['kaiku-scanner.js', 'decode-worker.js', 'decode-worker-zxing-library.js', 'zxing_reader.wasm'],
      'log-worker.js',
      'decode-worker-text.js',
      'log-worker-text.js',
    ].filter((file) => !existsSync(path.join(bundle, file))),
  ).toEqual([]);
});

it('the registry’s command runs as npm links it', () => {
  const file = path.join(root, 'packages/registry/dist/bin.js');
  expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(execFileSync(process.execPath, [file, '--help'], { encoding: 'utf8' })).toContain('kaiku-registry');
});
