import { describe, expect, it } from 'vitest';
import { areaOf, trackedFiles } from './repository.ts';
import { fileSize, functionSizes, type Size } from './sizes.ts';
import allowed from './sizes-allowed.json' with { type: 'json' };

const maxFileLines = 300;
const maxFunctionLines = 80;

/** Files and functions that may be longer because each is one table, with the reason not to split it. */
const tables: Readonly<Record<string, string>> = {};

const scripts = trackedFiles('packages', 'test', 'examples', '.tools', 'rollup.config.mjs').filter((file) =>
  /\.(m?ts|mjs|tsx|sql|css)$/.test(file),
);
const tooLong: Readonly<Record<keyof typeof allowed, readonly Size[]>> = {
  files: scripts.map(fileSize).filter(({ what, lines }) => lines > maxFileLines && !(what in tables)),
  functions: scripts
    .filter((file) => /\.(m?ts|mjs|tsx)$/.test(file))
    .flatMap((file) => functionSizes(file))
    .filter(({ what, lines }) => lines > maxFunctionLines && !(what in tables)),
  cycles: [], // counted in imports.test.ts
};

describe.each([
  ['files', maxFileLines],
  ['functions', maxFunctionLines],
] as const)('%s of more than %i lines', (kind, _max) => {
  it.each([...new Set(scripts.map(areaOf))])('in %s are at most those that sizes-allowed.json counts', (area) => {
    const here = tooLong[kind].filter(({ what }) => areaOf(what) === area);
    const max = (allowed[kind] as Readonly<Record<string, number>>)[area] ?? 0;
    expect(here.length, here.map(({ what, lines }) => `${lines} ${what}`).join('\n')).toBeLessThanOrEqual(max);
  });
});

describe('`functionSizes`', () => {
  it('counts functions, methods and arrow functions, with those inside them, but not lists of tests', () => {
    const text = [
      'function outer() {',
      '  const inner = () => {',
      '    return { method() {} };',
      '  };',
      '}',
      "describe('x', () => {",
      "  it('y', () => {});",
      '});',
      'export function suite() {',
      "  it('z', () => {});",
      '}',
    ].join('\n');
    const sizes = functionSizes('a.ts', text).map(({ what, lines }) => [what, lines]);
    expect(sizes).toEqual([
      ['a.ts outer', 5],
      ['a.ts inner', 3],
      ['a.ts method', 1],
      ['a.ts in it', 1],
      ['a.ts in it', 1],
    ]);
  });
});
