import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { areaOf, cyclesAmong, importedFiles, importsOf, read, root, sourcesOf, trackedFiles } from './repository.ts';
import { nodeOnly, packages, stages, threadEntries } from './stages.ts';

/** Returns a file's stage: the longest path of the table that the file is at or below. */
function stageOf(name: string, file: string): string {
  const inside = path.posix.relative(`packages/${name}/src`, file).replace(/\.ts$/, '');
  const known = Object.keys(stages[name] ?? {}).filter((stage) => inside === stage || inside.startsWith(`${stage}/`));
  return known.sort((one, other) => other.length - one.length)[0] ?? inside;
}

describe('the packages', () => {
  it('name their workers in one way, in two copies of a file', () => {
    const [capture, client] = ['capture/src/decode', 'client/src/storage'];
    expect(read(`packages/${client}/worker-url.ts`)).toBe(read(`packages/${capture}/worker-url.ts`));
  });

  it.each(Object.entries(packages))('@kaiku/%s imports only the packages upstream of it', (name, upstream) => {
    const offences = sourcesOf(name).flatMap((file) =>
      importsOf(file)
        .filter((id) => id.startsWith('@kaiku/') && !upstream.includes(id))
        .map((id) => `${file} → ${id}`),
    );
    expect(offences).toEqual([]);
  });

  it.each(Object.entries(stages))('the stages of @kaiku/%s import only upstream stages', (name, table) => {
    const offences = sourcesOf(name).flatMap((file) => {
      const from = stageOf(name, file);
      const upstream = table[from];
      if (upstream === undefined) return [`${file}: the table has no stage for it`];
      if (upstream.includes('*') || threadEntries.includes(file)) return [];
      return importedFiles(file)
        .map((imported) => stageOf(name, imported))
        .filter((to) => to !== from && !upstream.some((stage) => to === stage || to.startsWith(`${stage}/`)))
        .map((to) => `${file} → ${to}`);
    });
    expect(offences).toEqual([]);
  });

  it.each(Object.entries(stages))('every stage in the table of @kaiku/%s exists', (name, table) => {
    const found = new Set(sourcesOf(name).map((file) => stageOf(name, file)));
    expect(Object.keys(table).filter((stage) => !found.has(stage))).toEqual([]);
  });

  it('import Node’s modules only in files for Node', () => {
    const offences = ['capture', 'client', 'scanner', 'house']
      .flatMap(sourcesOf)
      .concat(sourcesOf('testkit').filter((file) => /\/src\/(camera|reader)\//.test(file)))
      .filter((file) => !nodeOnly.includes(file))
      .flatMap((file) =>
        [
          ...importsOf(file).filter((id) => id.startsWith('node:')),
          ...importedFiles(file).filter((imported) => nodeOnly.includes(imported)),
        ].map((imported) => `${file} → ${imported}`),
      );
    expect(offences).toEqual([]);
  });

  it('let no engine import another', () => {
    const folder = 'packages/capture/src/engines/';
    const engineOf = (file: string) => file.slice(folder.length).split('/')[0]?.replace(/\.ts$/, '');
    const offences = sourcesOf('capture')
      .filter((file) => file.startsWith(folder))
      .flatMap((file) =>
        importedFiles(file)
          .filter((to) => to.startsWith(folder) && engineOf(to) !== engineOf(file))
          .map((to) => `${file} → ${to}`),
      );
    expect(offences).toEqual([]);
  });

  it('let the screen’s flow and views import only types of the desk and the sources', () => {
    const offences = sourcesOf('scanner')
      .filter((file) => /\/src\/(flow|views)\b/.test(file))
      .flatMap((file) =>
        [...read(file).matchAll(/^(?:import|export) [^;]* from '@kaiku\/[^;]*;/gm)]
          .filter(([statement]) => !statement.startsWith('import type'))
          .map(([statement]) => `${file}: ${statement}`),
      );
    expect(offences).toEqual([]);
  });

  it('do not import the registry, except for the testkit', () => {
    const offences = Object.keys(packages)
      .filter((name) => name !== 'testkit')
      .flatMap(sourcesOf)
      .filter((file) => importsOf(file).includes('@kaiku/registry'));
    expect(offences).toEqual([]);
  });
});

describe('import cycles, types included', () => {
  const scripts = trackedFiles('packages', 'test', 'examples', '.tools').filter((file) => /\.(m?ts|tsx)$/.test(file));
  const cycles = cyclesAmong(scripts);

  it.each([...new Set(scripts.map(areaOf))])('in %s do not exist', (area) => {
    const here = cycles.filter(([file = '']) => areaOf(file) === area);
    expect(here.map((cycle) => cycle.join(' ⇄ '))).toEqual([]);
  });
});

describe('`cyclesAmong`', () => {
  const cyclesIn = (imports: Readonly<Record<string, readonly string[]>>) =>
    cyclesAmong(Object.keys(imports), (file) => imports[file] ?? []).map((cycle) => [...cycle].sort());

  it('finds circles of one, two and three files', () => {
    const cycles = cyclesIn({ a: ['b'], b: ['c'], c: ['a', 'd'], d: ['e'], e: ['d', 'f'], f: ['f'] });
    expect(cycles).toEqual([['f'], ['d', 'e'], ['a', 'b', 'c']]);
  });

  it('finds none if two files import the same third', () => {
    expect(cyclesIn({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })).toEqual([]);
  });
});

describe('the top level', () => {
  it('has only the folders and files of the house', () => {
    const house = [
      'packages',
      'examples',
      'docs',
      'test',
      'rollup.config.mjs',
      'package.json',
      'tsconfig.json',
      'README.md',
    ];
    const others = ['package-lock.json', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'node_modules'];
    const found = globSync('*', { cwd: root }).filter((name) => !name.startsWith('.'));
    expect(found.filter((name) => !house.includes(name) && !others.includes(name))).toEqual([]);
  });
});
