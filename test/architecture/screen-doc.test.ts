import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { screenDoc, screenDocFile } from '../../.tools/screen-doc.ts';

it('docs/screen.md has the tables of the flow as it is (node --conditions=kaiku-source .tools/screen-doc.ts)', () => {
  const page = readFileSync(screenDocFile, 'utf8');
  expect(page).toBe(screenDoc(page));
});
