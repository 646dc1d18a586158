/** What npm would publish, as its users get it: built files, no sources, every promised subpath there and importable. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const names = ['capture', 'client', 'registry', 'scanner'] as const;

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default?: string }>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** The files of a package's tarball, by package. */
const packed = new Map<string, ReadonlySet<string>>();

beforeAll(() => {
  const report = execFileSync(
    'npm',
    ['pack', '--dry-run', '--json', ...names.flatMap((name) => ['-w', `@kaiku/${name}`])],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, npm_config_loglevel: 'silent' },
    },
  );
  const tarballs = Object.values(JSON.parse(report) as Record<string, { name: string; files: { path: string }[] }>);
  for (const { name, files } of tarballs) packed.set(name, new Set(files.map((file) => file.path)));
});

describe.each(names)('@kaiku/%s as published', (name) => {
  const folder = path.join(root, 'packages', name);
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  const promised = Object.values(manifest.exports)
    .flatMap((target) => (typeof target === 'string' ? [target] : [target.types, target.default ?? []].flat()))
    .concat(Object.values(manifest.bin ?? {}))
    .map((file) => path.posix.normalize(file))
    // A folder's: that there are some is seen where they are used.
    .filter((file) => !file.includes('*'));

  it('has every file that its manifest promises', () => {
    expect(promised.filter((file) => !packed.get(manifest.name)?.has(file))).toEqual([]);
  });

  it('bears its licence and a README, and neither sources, tests nor the compiler’s notes', () => {
    const files = [...(packed.get(manifest.name) ?? [])];
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    expect(files.filter((file) => /^src\/|\.test\.|\.tsbuildinfo$/.test(file))).toEqual([]);
  });

  it('imports in Node without a window, and without doing anything', () => {
    const subpaths = Object.entries(manifest.exports)
      .flatMap(([key, target]) => (typeof target === 'object' && target.default === undefined ? [] : key))
      .filter((key) => !/define|bundle|shell|worker|\.wasm|\.json/.test(key));
    const script = subpaths.map((key) => `await import('${key.replace('.', manifest.name)}');`).join('\n');
    // zod and lit leave marks of their own versions; nothing of ours may appear, and no element be registered.
    const before = 'const before = new Set(Object.keys(globalThis));';
    const after = `const ours = Object.keys(globalThis).filter((key) => !before.has(key) && !/^(__zod|lit|reactive|customElements$)/.test(key));
      if (ours.length > 0) throw new Error('globals appeared: ' + ours);
      if (globalThis.customElements?.get('kaiku-scanner')) throw new Error('an element was registered');`;
    execFileSync(process.execPath, ['--input-type=module', '--eval', `${before}\n${script}\n${after}`], {
      cwd: root,
      stdio: 'pipe',
    });
  });
});

it('the one-file element has its workers and its wasm beside it', () => {
  const bundle = path.join(root, 'packages/scanner/dist/bundle');
  expect(
    [
      ...['kaiku-scanner.js', 'decode-worker.js', 'decode-worker-zxing-library.js', 'zxing_reader.wasm'],
      'log-worker.js',
    ].filter((file) => !existsSync(path.join(bundle, file))),
  ).toEqual([]);
});
