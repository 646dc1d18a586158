/** Every block of code in a page is checked for what it is: types, commands, attributes, JSON. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ScannerSettings } from '../../packages/scanner/src/scanner.settings.ts';
import { blocksOf, typeErrorsOf } from './code-blocks.ts';
import { read, root, trackedFiles } from './repository.ts';

const files = trackedFiles('*.md', 'docs', 'packages', 'examples', 'test').filter(
  (file) => file.endsWith('.md') && !/^docs\/api\/|^test\/pictures\//.test(file),
);
const blocks = files.flatMap((file) => blocksOf(file, read(file)));
const inLanguage = (...languages: readonly string[]) => blocks.filter(({ language }) => languages.includes(language));

/** Blocks that nothing here checks, each with what does, or why nothing can. */
const checkedElsewhere: Readonly<Record<string, string>> = {
  http: 'test/journeys/headers.test.ts and every page of a journey send them',
  yaml: 'configuration of Patroni and Prometheus, which test/soak/deploy starts',
  jsonc: 'a form to fill in, with dots',
  '': 'a drawing, or the text of a file',
};

it('every block has a language that is checked, or a reason', () => {
  const known = ['ts', 'tsx', 'js', 'html', 'sh', 'json', ...Object.keys(checkedElsewhere)];
  expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([]);
  expect(blocks.length).toBeGreaterThan(70);
});

it('TypeScript and JavaScript have the types of the packages', () => {
  // The build writes these types. test/packaging/frameworks.test.ts compiles programs with them.
  const built = /'@kaiku\/scanner\/(vue|svelte)'/;
  expect(typeErrorsOf(inLanguage('ts', 'tsx', 'js')).filter((line) => !built.test(line))).toEqual([]);
});

it('JSON is JSON', () => {
  for (const { code } of inLanguage('json')) expect(() => JSON.parse(code)).not.toThrow();
});

describe('HTML', () => {
  const attributes = new Set<string | boolean>(
    Object.entries(ScannerSettings.properties).map(([name, property]) =>
      'attribute' in property ? property.attribute : name.toLowerCase(),
    ),
  );
  it.each(inLanguage('html'))('$file:$line has attributes that the element has', ({ code }) => {
    const given = [...code.matchAll(/<kaiku-scanner([^>]*)>/g)].flatMap(([, list = '']) =>
      [...list.matchAll(/([\w-]+)=/g)].map(([, name]) => name),
    );
    const unknown = given.filter((name) => name !== 'lang' && !attributes.has(name ?? ''));
    expect(unknown).toEqual([]);
  });
});

describe('a command', () => {
  const lines = inLanguage('sh').flatMap(({ file, line, code }) =>
    code.split('\n').map((command) => ({ where: `${file}:${line}`, command: command.replace(/\s#.*$/, '') })),
  );
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const matches = (pattern: RegExp) =>
    lines.flatMap(({ where, command }) => [...command.matchAll(pattern)].map(([, name = '']) => ({ where, name })));

  it('of npm is a script of package.json', () => {
    const named = matches(/\bnpm run ([\w:-]+)/g);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter(({ name }) => !(name in scripts))).toEqual([]);
  });
  it('of kaiku-registry is one of the program', () => {
    const program = read('packages/registry/src/bin.ts');
    const named = matches(/(?:kaiku-registry|dist\/bin\.js) ([a-z][\w-]*)/g);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter(({ name }) => !program.includes(`'${name}'`))).toEqual([]);
  });
  it('names files of the repository that exist', () => {
    const named = matches(/(?<![\w/.-])((?:test|examples|packages)\/[\w./@-]+\.\w+)/g);
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter(({ name }) => !existsSync(path.join(root, name)))).toEqual([]);
  });
});
