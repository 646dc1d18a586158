import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('is imported in Node without a page, and registers nothing', async () => {
  const { KaikuScanner, refusalText, reduce } = await import('./index.ts');
  expect([typeof KaikuScanner, typeof refusalText, typeof reduce]).toEqual(['function', 'function', 'function']);
  expect(globalThis.customElements?.get('kaiku-scanner')).toBeUndefined();
});

it('lets itself be defined in Node without harm', async () => {
  await expect(import('./define.ts')).resolves.toBeDefined();
});

it('bears the version of its package', async () => {
  const { KaikuScanner } = await import('./index.ts');
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(KaikuScanner.version).toBe(version);
});
