import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rightsDoc } from '../../packages/registry/scripts/rights-doc.ts';

it('docs/security.md has the table of rights (npm run docs)', () => {
  const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  expect(page).toBe(rightsDoc(page));
});
