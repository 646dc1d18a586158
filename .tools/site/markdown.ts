/** A page of the repository as a page of the site: its links lead to the site's pages, or to the repository. */
import path from 'node:path';
import { linkPattern, outsideCode, resolveLink, type SitePage } from './pages.ts';

/** Where the repository's other files can be read. */
export const repository = 'https://github.com/kaiku-scanner/kaiku-scanner';

/** Returns the Markdown of a page for its place on the site, without comments. */
export function toSiteMarkdown(page: SitePage, pages: readonly SitePage[]): string {
  return outsideCode(page.text)
    .map(({ prose, code }) => `${toSiteProse(page, prose, pages)}${code}`)
    .join('');
}

function toSiteProse({ file, place }: SitePage, prose: string, pages: readonly SitePage[]): string {
  const from = path.posix.dirname(place);
  return outsideInlineCode(prose.replaceAll(/<!--[\s\S]*?-->\n?/g, ''), (text) =>
    text.replaceAll(linkPattern, (_, open: string, link: string, close: string) => {
      if (link.startsWith('#')) return `${open}${link}${close}`;
      const target = resolveLink(file, link, pages);
      switch (target.kind) {
        case 'page':
        case 'picture': {
          const relative = path.posix.relative(from, target.place);
          const anchor = target.kind === 'page' && target.anchor !== undefined ? `#${target.anchor}` : '';
          return `${open}${relative.startsWith('.') ? relative : `./${relative}`}${anchor}${close}`;
        }
        case 'program':
          // Not a page of VitePress, so the browser loads it.
          return `${open}${path.posix.relative(from, target.place)}${close}{target="_self"}`;
        case 'source':
          return `${open}${repository}/tree/main/${target.file}${close}`;
        case 'dead':
          throw new Error(`${file} links to ${target.file}, which does not exist.`);
        default:
          return target satisfies never;
      }
    }),
  );
}

/** Applies a change to what is not in backticks. The text of a link may be in backticks, its address never. */
function outsideInlineCode(text: string, change: (text: string) => string): string {
  const codes: string[] = [];
  const mark = (index: number) => `\u{E000}${index}\u{E001}`;
  const marked = text.replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, (code) => mark(codes.push(code) - 1));
  return change(marked).replaceAll(/\u{E000}(\d+)\u{E001}/gu, (_, index: string) => codes[Number(index)] ?? '');
}

/** Returns the first paragraph of a page as plain text. */
export function summaryOf(text: string): string {
  const paragraph = text
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .find((part) => part !== '' && !/^(#|!\[|\||```|---)/.test(part));
  return (paragraph ?? '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\s+/g, ' ');
}
