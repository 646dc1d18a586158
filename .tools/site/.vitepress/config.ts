import path from 'node:path';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { root } from '../../run.ts';
import { repository } from '../markdown.ts';
import { finnishGroups, type Group, groups } from '../navigation.ts';
import { anchorOf, readPages } from '../pages.ts';
import { preparedFolder } from '../prepare.ts';

const pages = readPages();

function sidebarOf(listed: readonly Group[]): DefaultTheme.SidebarItem[] {
  return listed.map(({ title, places }) => ({
    text: title,
    items: places.map((place) => ({ text: titleOf(place), link: `/${place.replace(/(^|\/)index\.md$/, '$1')}` })),
  }));
}

function titleOf(place: string): string {
  const page = pages.find((candidate) => candidate.place === place);
  if (page === undefined) throw new Error(`The sidebar lists ${place}, which is not a page.`);
  // The sidebar takes it as HTML.
  return page.title.replaceAll('<', '&lt;');
}

/** A link to the Markdown of the page that is shown. */
const asMarkdown = (text: string) => ({ text, pattern: '/:path' });

export default defineConfig({
  title: 'Kaiku scanner',
  description: 'Read a Kaikukortti and record the visit.',
  srcDir: preparedFolder,
  // Copies of the pages as Markdown, not pages.
  srcExclude: ['public/**'],
  outDir: path.join(root, '.cache/site/html'),
  cacheDir: path.join(root, '.cache/site/vitepress'),
  base: process.env.SITE_BASE ?? '/',
  metaChunk: true,
  // The program of the playground is added after the build. Everything else is checked.
  ignoreDeadLinks: [/\/playground\/index$/],
  vite: { publicDir: path.join(preparedFolder, 'public') },
  markdown: {
    // Pages are read on GitHub too, which shows no markup of ours; so `<kaiku-scanner>` in a text is a text.
    html: false,
    anchor: { slugify: anchorOf },
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        locales: {
          fi: {
            translations: {
              button: { buttonText: 'Hae', buttonAriaLabel: 'Hae' },
              modal: {
                noResultsText: 'Ei tuloksia:',
                resetButtonTitle: 'Tyhjennä',
                footer: { selectText: 'avaa', navigateText: 'siirry', closeText: 'sulje' },
              },
            },
          },
        },
      },
    },
    socialLinks: [{ icon: 'github', link: repository }],
  },
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      themeConfig: {
        sidebar: sidebarOf(groups),
        // Most English pages have no Finnish one, so the menu of languages leads to the Finnish start.
        i18nRouting: false,
        outline: [2, 3],
        editLink: asMarkdown('This page as Markdown'),
      },
    },
    fi: {
      label: 'Suomi',
      lang: 'fi',
      description: 'Lue Kaikukortti ja kirjaa käynti.',
      themeConfig: {
        sidebar: sidebarOf(finnishGroups),
        outline: { level: [2, 3], label: 'Tällä sivulla' },
        docFooter: { prev: 'Edellinen sivu', next: 'Seuraava sivu' },
        editLink: asMarkdown('Tämä sivu Markdownina'),
        returnToTopLabel: 'Takaisin alkuun',
        sidebarMenuLabel: 'Valikko',
        darkModeSwitchLabel: 'Tumma tila',
        langMenuLabel: 'Vaihda kieltä',
        skipToContentLabel: 'Siirry sisältöön',
      },
    },
  },
});
