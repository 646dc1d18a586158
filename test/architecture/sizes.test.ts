import { describe, expect, it } from 'vitest';
import { areaOf, trackedFiles } from './repository.ts';
import { fileSize, functionSizes, type Size } from './sizes.ts';

const maxFileLines = 300;
const maxFunctionLines = 80;

/** Files and functions that may be longer, with the reason not to split them. */
const exceptions: Readonly<Record<string, string>> = {
  'packages/capture/src/wedge/burst.ts createBurst':
    'Split in two, the packed wedge exceeds its 4 KB by 20 to 150 bytes.',
};

const scripts = trackedFiles('packages', 'test', 'examples', '.tools', 'rollup.config.mjs').filter((file) =>
  /\.(m?ts|mjs|tsx|sql|css)$/.test(file),
);
const tooLong: Readonly<Record<'files' | 'functions', readonly Size[]>> = {
  files: scripts.map(fileSize).filter(({ what, lines }) => lines > maxFileLines && !(what in exceptions)),
  functions: scripts
    .filter((file) => /\.(m?ts|mjs|tsx)$/.test(file))
    .flatMap((file) => functionSizes(file))
    .filter(({ what, lines }) => lines > maxFunctionLines && !(what in exceptions)),
};

describe.each([
  ['files', maxFileLines],
  ['functions', maxFunctionLines],
] as const)('%s of more than %i lines', (kind, _max) => {
  it.each([...new Set(scripts.map(areaOf))])('in %s do not exist', (area) => {
    const here = tooLong[kind].filter(({ what }) => areaOf(what) === area);
    expect(here.map(({ what, lines }) => `${lines} ${what}`)).toEqual([]);
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
