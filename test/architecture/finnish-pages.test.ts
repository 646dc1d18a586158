/** The Finnish pages: each is linked with its English one, and names buttons and pages as the Finnish screens do. */
import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linkPattern, outsideCode, readPages, resolveLink, type SitePage } from '../../.tools/site/pages.ts';
import { read, root } from './repository.ts';

const pages = readPages();
const finnish = pages.filter(({ place }) => place.startsWith('fi/'));

/** The files that have the Finnish texts of the screens. */
const texts = globSync(
  ['packages/scanner/src/locales/fi/*.ts', 'packages/house/src/locales/*.ts', 'examples/reader-doctor/src/texts.ts'],
  { cwd: root },
)
  .map(read)
  .join('\n');

/** Returns the places of the pages that a page links to. */
function linkedFrom(page: SitePage): readonly (string | undefined)[] {
  return [...page.text.matchAll(linkPattern)].map(([, , link = '']) => {
    const target = resolveLink(page.file, link, pages);
    return target.kind === 'page' ? target.place : undefined;
  });
}

/** Returns the words in italics: on these pages they are those of a screen. */
function italicsOf({ text }: SitePage): readonly string[] {
  return outsideCode(text).flatMap(({ prose }) =>
    [...prose.replaceAll(/`[^`]*`/g, '').matchAll(/(?<!\*)\*(?!\*)([^*]+)\*(?!\*)/g)].map(([, words = '']) =>
      words.replaceAll(/\s+/g, ' '),
    ),
  );
}

describe('the Finnish pages', () => {
  it('and the English ones link to each other', () => {
    expect(finnish.length).toBeGreaterThan(8);
    for (const page of finnish) {
      const english = pages.find(({ place }) => `fi/${place}` === page.place);
      expect(linkedFrom(page)).toContain(english?.place);
      expect(english && linkedFrom(english)).toContain(page.place);
    }
  });

  it('have in italics only words of the Finnish screens', () => {
    const words = finnish.flatMap((page) => italicsOf(page).map((phrase) => ({ page: page.place, phrase })));
    expect(words.length).toBeGreaterThan(50);
    expect(words.filter(({ phrase }) => !texts.includes(phrase))).toEqual([]);
  });
});
