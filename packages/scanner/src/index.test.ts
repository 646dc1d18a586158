import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the package can be imported in Node, and then registers nothing', async () => {
  const { KaikuScanner, refusalText, reduce } = await import('./index.ts');
  expect([typeof KaikuScanner, typeof refusalText, typeof reduce]).toEqual(['function', 'function', 'function']);
  expect(globalThis.customElements?.get('kaiku-scanner')).toBeUndefined();
});

it('the define entry can be imported in Node', async () => {
  await expect(import('./define.ts')).resolves.toBeDefined();
});

it('the element has the version of its package', async () => {
  const { KaikuScanner } = await import('./index.ts');
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(KaikuScanner.version).toBe(version);
});
