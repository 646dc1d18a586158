import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rulesDoc } from '../../packages/client/scripts/rules-doc.ts';
import { capRules } from '../../packages/client/src/admission/cap-policy-rules.ts';
import { rules } from '../../packages/client/src/admission/rules.ts';

describe('docs/rules.md', () => {
  it('has what the tables of the rules say (npm run docs)', () => {
    expect(readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')).toBe(rulesDoc());
  });

  it('cites for every rule a heading of docs/sources.md', () => {
    const sources = readFileSync(new URL('../../docs/sources.md', import.meta.url), 'utf8');
    const headings = new Set(
      [...sources.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^\p{L}\p{N} -]/gu, '')
          .replaceAll(' ', '-'),
      ),
    );
    const cited = [...Object.values(rules), ...capRules].map(({ id }) => id);
    expect(cited.filter((id) => !headings.has(id))).toEqual([]);
  });
});
