import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * Who may import whom. Data flows one way: a stage may import the stages named here and its own folder, nothing else.
 * Reasons are in docs/decisions/0002-the-house.md.
 */
const packages: Readonly<Record<string, readonly string[]>> = {
  capture: [],
  client: [],
  registry: [
    '@kaiku/client/contract',
    '@kaiku/client/offline-contract',
    '@kaiku/client/admission',
    '@kaiku/client/report',
  ],
  scanner: [
    '@kaiku/capture',
    '@kaiku/capture/doctor',
    '@kaiku/capture/wedge',
    '@kaiku/client',
    '@kaiku/client/admission',
  ],
};

/** By package, by stage (a folder, or a file beside the spine): the stages it may import. `*` is anything. */
const stages: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  client: {
    errors: [],
    listeners: [],
    locks: [],
    environment: ['locks'],
    deadline: [],
    card: [],
    admission: ['card'],
    usage: ['card', 'admission'],
    registry: ['card', 'admission', 'usage'],
    verdict: ['card', 'admission'],
    storage: ['card', 'admission', 'usage', 'locks'],
    outbox: ['card', 'admission', 'usage', 'verdict', 'storage'],
    offline: ['admission', 'usage', 'registry', 'storage', 'outbox', 'verdict'],
    report: ['admission'],
    'desk-state': ['admission', 'storage', 'outbox', 'offline', 'registry', 'verdict'],
    device: ['*'],
    desk: ['*'],
    index: ['*'],
  },
  capture: {
    errors: [],
    reading: [],
    grammar: ['reading'],
    normal: [],
    source: ['reading'],
    camera: ['reading'],
    decode: ['reading', 'grammar', 'camera'],
    engines: ['reading', 'decode', 'normal'],
    accept: ['reading', 'grammar', 'decode'],
    'camera-source': ['reading', 'grammar', 'source', 'camera', 'decode', 'accept'],
    wedge: ['reading', 'grammar', 'source'],
    'capture-field': ['reading', 'source', 'wedge'],
    doctor: ['reading', 'wedge'],
    frame: ['reading', 'source'],
    hid: ['reading', 'source', 'wedge'],
    serial: ['reading', 'source', 'wedge'],
    index: ['*'],
  },
};

/** Where a thread of its own begins: it puts the engines together, as a spine does the stages. */
const entries = ['packages/capture/src/decode/decode-worker.ts'];

/** The ground that every stage of its package may stand on: it knows nothing of cards. */
const common = ['errors', 'environment', 'deadline', 'listeners'];

const root = fileURLToPath(new URL('../..', import.meta.url));
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g;

function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(importPattern)].flatMap(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? []);
}

function sourcesOf(name: string): readonly string[] {
  return globSync(`packages/${name}/src/**/*.ts`, { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
}

/** `packages/client/src/storage/entry.ts` → `outbox`; `packages/client/src/desk.ts` → `desk`. */
function stageOf(name: string, file: string): string {
  const [first = ''] = path.relative(`packages/${name}/src`, file).split(path.sep);
  return first.replace(/\.ts$/, '');
}

describe('the house', () => {
  it.each(Object.entries(packages))('@kaiku/%s imports only the packages upstream of it', (name, allowed) => {
    const offences = sourcesOf(name).flatMap((file) =>
      importsOf(file)
        .filter((id) => id.startsWith('@kaiku/') && !allowed.includes(id))
        .map((id) => `${file} → ${id}`),
    );
    expect(offences).toEqual([]);
  });

  it.each(Object.entries(stages))('the stages of @kaiku/%s import only upstream stages', (name, table) => {
    const offences = sourcesOf(name).flatMap((file) => {
      const from = stageOf(name, file);
      const allowed = table[from];
      if (allowed === undefined) return [`${file}: “${from}” is no stage of the table`];
      if (allowed.includes('*') || entries.includes(file)) return [];
      return importsOf(file)
        .filter((id) => id.startsWith('.'))
        .map((id) => stageOf(name, path.join(path.dirname(file), id)))
        .filter((to) => to !== from && !common.includes(to) && !allowed.includes(to))
        .map((to) => `${file} → ${to}`);
    });
    expect(offences).toEqual([]);
  });

  it('what runs in a browser imports nothing of Node, and not what does', () => {
    const ofNode = ['packages/client/src/storage/file-storage.ts', 'packages/client/src/storage/sqlite-file.ts'];
    const offences = ['capture', 'client', 'scanner']
      .flatMap(sourcesOf)
      .filter((file) => !ofNode.includes(file))
      .flatMap((file) =>
        importsOf(file)
          .filter((id) => id.startsWith('node:') || ofNode.includes(path.join(path.dirname(file), id)))
          .map((id) => `${file} → ${id}`),
      );
    expect(offences).toEqual([]);
  });

  it('no engine imports another', () => {
    const folder = 'packages/capture/src/engines';
    const engineOf = (file: string) => path.relative(folder, file).split(path.sep)[0]?.replace(/\.ts$/, '');
    const offences = sourcesOf('capture')
      .filter((file) => stageOf('capture', file) === 'engines')
      .flatMap((file) =>
        importsOf(file)
          .filter((id) => id.startsWith('.'))
          .map((id) => path.join(path.dirname(file), id))
          .filter((to) => stageOf('capture', to) === 'engines' && engineOf(to) !== engineOf(file))
          .map((to) => `${file} → ${to}`),
      );
    expect(offences).toEqual([]);
  });

  it('the screen’s flow and views know only types of the desk and the sources', () => {
    const offences = globSync(['packages/scanner/src/flow/**/*.ts', 'packages/scanner/src/views/**/*.ts'], {
      cwd: root,
    })
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) =>
        [...readFileSync(path.join(root, file), 'utf8').matchAll(/^(?:import|export) [^;]* from '@kaiku\/[^;]*;/gm)]
          .filter(([statement]) => !statement.startsWith('import type'))
          .map(([statement]) => `${file}: ${statement}`),
      );
    expect(offences).toEqual([]);
  });

  it('nothing in packages imports the registry', () => {
    const offences = Object.keys(packages)
      .flatMap(sourcesOf)
      .filter((file) => importsOf(file).includes('@kaiku/registry'));
    expect(offences).toEqual([]);
  });

  it('the top level is the house’s, and nothing else', () => {
    const known = [
      'packages',
      'examples',
      'docs',
      'test',
      'rollup.config.mjs',
      'package.json',
      'tsconfig.json',
      'README.md',
    ];
    const beside = ['package-lock.json', 'LICENSE', 'CHANGELOG.md', 'node_modules'];
    const found = globSync('*', { cwd: root }).filter((name) => !name.startsWith('.'));
    expect(found.filter((name) => !known.includes(name) && !beside.includes(name))).toEqual([]);
  });
});
