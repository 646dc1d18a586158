/** Functions that es-check does not find in the bundles and that the oldest browsers of docs/browsers.md lack. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../.tools/run.ts';

/** Chromium 109, Firefox 115 or Safari 16.4 lacks each. */
const newer =
  /\b(?:AbortSignal\.any|URL\.(?:canParse|parse)|Promise\.(?:withResolvers|try)|Array\.fromAsync|(?:Object|Map)\.groupBy)\(|\.(?:toSorted|toReversed|toSpliced|isWellFormed|toWellFormed)\(/;

it('the sources for a browser call nothing that the oldest ones lack', () => {
  const files = globSync('packages/{capture,client,scanner,house}/src/**/*.ts', { cwd: root });
  const found = files
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) =>
      readFileSync(path.join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, index) => (newer.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});
