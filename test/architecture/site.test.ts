/** The site's sources: every link leads to a page, an anchor, a picture or a file of the repository. */
import { describe, expect, it } from 'vitest';
import { numberIn, tablesOf } from '../../.tools/site/charts.ts';
import { clerkCard } from '../../.tools/site/clerk-card.ts';
import { llmsText } from '../../.tools/site/llms.ts';
import { toSiteMarkdown } from '../../.tools/site/markdown.ts';
import { finnishGroups, groups } from '../../.tools/site/navigation.ts';
import { anchorsOf, linkPattern, outsideCode, readPages, resolveLink } from '../../.tools/site/pages.ts';
import { prepareSite } from '../../.tools/site/prepare.ts';

const pages = readPages();
const anchors = new Map(pages.map(({ place, text }) => [place, anchorsOf(text)]));

describe('the pages', () => {
  it('have no dead link, to a file or to an anchor, of another page or of their own', () => {
    const links = pages.flatMap((page) =>
      outsideCode(page.text).flatMap(({ prose }) =>
        [...prose.matchAll(linkPattern)].map(([, , link = '']) => ({ page, link })),
      ),
    );
    expect(links.length).toBeGreaterThan(1000);
    const dead = links.flatMap(({ page, link }) => {
      const target = resolveLink(page.file, link, pages);
      if (target.kind === 'dead') return [`${page.file}: ${link}`];
      if (target.kind !== 'page' || target.anchor === undefined) return [];
      return anchors.get(target.place)?.has(decodeURIComponent(target.anchor)) ? [] : [`${page.file}: ${link}`];
    });
    expect(dead).toEqual([]);
  });

  it('have a title each', () => {
    expect(pages.filter(({ title }) => title === '').map(({ file }) => file)).toEqual([]);
  });

  it('keep their text: only addresses of links differ from the repository', () => {
    const plain = (text: string) =>
      text.replaceAll(/<!--[\s\S]*?-->\n?/g, '').replaceAll(/\]\([^)]*\)(\{[^}]*\})?/g, ']');
    for (const page of pages) expect(plain(toSiteMarkdown(page, pages))).toBe(plain(page.text));
  });
});

describe('the sidebar', () => {
  const places = [...groups, ...finnishGroups].flatMap((group) => group.places);
  it('lists pages that exist, each once', () => {
    expect(places.filter((place) => !pages.some((page) => page.place === place))).toEqual([]);
    expect(new Set(places).size).toBe(places.length);
  });
  it('lists every page of docs but single decisions', () => {
    const left = pages.filter(({ file, place }) => file.startsWith('docs/') && !places.includes(place));
    expect(left.map(({ place }) => place).filter((place) => !place.startsWith('decisions/'))).toEqual([]);
  });
});

it('llms.txt names every page with its first paragraph', () => {
  const text = llmsText(pages);
  for (const { title, place } of pages) expect(text).toContain(`- [${title}](${place}): `);
});

describe('the charts', () => {
  it('are below the tables that they are drawn from, with the numbers of these', () => {
    const prepared = prepareSite(pages);
    const benchmarks = prepared.get('benchmarks.md') ?? '';
    const charts = [...prepared.keys()].filter((place) => place.startsWith('charts/'));
    expect(charts.length).toBeGreaterThan(4);
    for (const place of charts) expect(benchmarks).toContain(`](${place})`);
    const sizes = tablesOf(benchmarks).find(({ header }) => header[1] === 'own code');
    for (const [, size] of sizes?.rows ?? []) {
      if (numberIn(size) !== undefined) expect(prepared.get('charts/sizes.svg')).toContain(`>${numberIn(size)} kB<`);
    }
  });
  it.each([
    ['2,565 ms', 2565],
    ['p50 10 ms, p99 22 ms', 10],
    ['33 of 400', 33],
    ['none', undefined],
  ])('read “%s” as %s', (cell, number) => {
    expect(numberIn(cell)).toBe(number);
  });
});

it('the clerk’s card has the five answers of the screen in three languages', () => {
  const card = clerkCard();
  for (const word of [
    'Kirjattu alustavasti',
    'Biljetten är klar',
    'Let us check this together',
    'Ei voida ratkaista nyt',
    'Recorded',
  ]) {
    expect(card).toContain(`<strong>${word}</strong>`);
  }
  expect(card).not.toMatch(/undefined|\[object/);
});
