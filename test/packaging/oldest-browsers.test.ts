/** The published bundles keep to the syntax and the functions of the oldest browsers that docs/browsers.md promises. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runTool } from '../../.tools/run.ts';

const oldest = 'chrome >= 109, edge >= 109, firefox >= 115, safari >= 16.4, ios_saf >= 16.4';

/** What a library uses only where the browser has it: jose. */
const looksFirst = 'Uint8ArrayToBase64,Uint8ArrayFromBase64';

function fits(files: string): Promise<boolean> {
  const wanted = ['--checkFeatures', `--browserslistQuery=${oldest}`, `--ignore=${looksFirst}`];
  return runTool('es-check', 'checkBrowser', files, '--module', ...wanted, '--quiet');
}

it.each(['packages/{capture,client,scanner}/dist/**/*.js', 'packages/registry/dist/house/**/*.js'])(
  '%s runs in the oldest browsers',
  async (files) => {
    expect(await fits(files)).toBe(true);
  },
);

it.each([
  ['of newer syntax', 'export const matches = /[a--b]/v;'],
  ['of a function that Firefox 115 lacks', 'export const grouped = Object.groupBy([1, 2], String);'],
])('a bundle %s does not', async (_, code) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-newer-'));
  writeFileSync(path.join(folder, 'bundle.js'), code);
  expect(await fits(path.join(folder, '*.js'))).toBe(false);
});
