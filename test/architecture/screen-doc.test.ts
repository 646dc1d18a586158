import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { screenDoc } from '../../packages/scanner/scripts/screen-doc.ts';

it('docs/screen.md has the tables of the flow and the signals (npm run docs)', () => {
  const page = readFileSync(new URL('../../docs/screen.md', import.meta.url), 'utf8');
  expect(page).toBe(screenDoc(page));
});
