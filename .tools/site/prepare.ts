/** Writes what VitePress builds the site from: the pages, their pictures, a Markdown file of each page, and `llms.txt`. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../run.ts';
import { benchmarkCharts } from './benchmark-charts.ts';
import { withCharts } from './charts.ts';
import { clerkCard } from './clerk-card.ts';
import { llmsText } from './llms.ts';
import { toSiteMarkdown } from './markdown.ts';
import { readPages, type SitePage } from './pages.ts';

/** The folder of the site's sources. */
export const preparedFolder = path.join(root, '.cache/site/pages');

/** Returns the files of the site's sources, by their places: pages, and charts. */
export function prepareSite(pages: readonly SitePage[]): ReadonlyMap<string, string> {
  return new Map(
    pages.flatMap((page) => {
      const text = toSiteMarkdown(page, pages);
      if (page.place !== 'benchmarks.md') return [[page.place, text] as const];
      const charted = withCharts(text, benchmarkCharts);
      return [[page.place, charted.text] as const, ...charted.pictures];
    }),
  );
}

/** Writes the sources into {@link preparedFolder}, in place of what was there. */
export function writePrepared(): void {
  const pages = readPages();
  rmSync(preparedFolder, { recursive: true, force: true });
  // VitePress copies `public` as it is. Pages and their Markdown have the same pictures at the same relative addresses.
  for (const folder of [preparedFolder, path.join(preparedFolder, 'public')]) {
    for (const [place, text] of prepareSite(pages)) write(path.join(folder, place), text);
    cpSync(path.join(root, 'docs/pictures'), path.join(folder, 'pictures'), {
      recursive: true,
      filter: (file) => !file.endsWith('.md'),
    });
  }
  write(path.join(preparedFolder, 'public/clerk-card.html'), clerkCard());
  write(path.join(preparedFolder, 'public/llms.txt'), llmsText(pages));
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
