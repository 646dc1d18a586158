/** The list of the site's pages for programs that read them, in the form of llmstxt.org. */
import { summaryOf } from './markdown.ts';
import { finnishGroups, groups } from './navigation.ts';
import type { SitePage } from './pages.ts';

/** Returns `llms.txt`: each page of the sidebar with the address of its Markdown and its first paragraph; then all others. */
export function llmsText(pages: readonly SitePage[]): string {
  const listed = [...groups, ...finnishGroups];
  const line = ({ place, title, text }: SitePage) => `- [${title}](${place}): ${summaryOf(text)}`;
  const others = pages.filter(({ place }) => !listed.some(({ places }) => places.includes(place)));
  const sections = [
    ...listed.map(({ title, places }) => ({
      title,
      pages: places.flatMap((place) => pages.find((page) => page.place === place) ?? []),
    })),
    { title: 'Optional', pages: others },
  ];
  const project = pages.find(({ place }) => place === 'overview.md');
  return `${[
    '# Kaiku scanner',
    `> ${summaryOf(project?.text ?? '')}`,
    ...sections.map(({ title, pages: own }) => [`## ${title}`, '', ...own.map(line)].join('\n')),
  ].join('\n\n')}\n`;
}
