/** The pages of the site: Markdown files of the repository, each with its place on the site. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../run.ts';

/** A page of the site. */
export interface SitePage {
  /** The Markdown file, from the project's folder: `docs/house.md`. */
  readonly file: string;
  /** Its place on the site: `house.md`, for `house.html`. */
  readonly place: string;
  /** The first heading, as plain text. */
  readonly title: string;
  readonly text: string;
}

/** The Markdown outside of `docs` that is on the site. */
const others: readonly (readonly [file: RegExp, place: string])[] = [
  [/^README\.md$/, 'overview.md'],
  [/^CHANGELOG\.md$/, 'changelog.md'],
  [/^SECURITY\.md$/, 'report.md'],
  [/^(packages|examples)\/([\w-]+)\/README\.md$/, '$1/$2.md'],
  [/^docs\/(?:([\w/]+)\/)?README\.md$/, '$1/index.md'],
  [/^docs\/(.+)$/, '$1'],
];

/** Returns the pages of the site, by their places. */
export function readPages(): readonly SitePage[] {
  return globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md'], { cwd: root })
    .map((file) => file.split(path.sep).join('/'))
    .map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return { file, place: placeOf(file), title: titleOf(text), text };
    })
    .sort((one, other) => (one.place < other.place ? -1 : 1));
}

function placeOf(file: string): string {
  const [pattern, place] = others.find(([candidate]) => candidate.test(file)) ?? [/.*/, file];
  return file.replace(pattern, place).replace(/^\//, '');
}

function titleOf(text: string): string {
  return (/^# (.+)$/m.exec(text)?.[1] ?? '').replaceAll('`', '');
}

/** Where a link of a page leads. */
export type LinkTarget =
  /** A page of the site. */
  | { readonly kind: 'page'; readonly place: string; readonly anchor: string | undefined }
  /** A picture in `docs`. */
  | { readonly kind: 'picture'; readonly place: string }
  /** The program of the playground, which is added to the built site. */
  | { readonly kind: 'program'; readonly place: string }
  /** Another file or folder of the repository, from the project's folder. */
  | { readonly kind: 'source'; readonly file: string }
  /** Nothing: there is no such file. */
  | { readonly kind: 'dead'; readonly file: string };

/** Returns where a relative link of a page's file leads. */
export function resolveLink(from: string, link: string, pages: readonly SitePage[]): LinkTarget {
  const [relative = '', anchor] = link.split('#');
  const file = relative === '' ? from : path.posix.normalize(path.posix.join(path.posix.dirname(from), relative));
  const candidates = [file, path.posix.join(file, 'README.md')];
  const page = pages.find((candidate) => candidates.includes(candidate.file));
  if (page !== undefined) return { kind: 'page', place: page.place, anchor };
  if (file === 'examples/playground') return { kind: 'program', place: 'playground/index.html' };
  if (!existsSync(path.join(root, file))) return { kind: 'dead', file };
  if (/^docs\/.*\.(png|svg)$/.test(file)) return { kind: 'picture', place: file.slice('docs/'.length) };
  return { kind: 'source', file };
}

/** Returns GitHub's anchor of a heading; the site has the same ones. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}

/** Returns the anchors of a Markdown text. A heading that repeats gets a number. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const times = new Map<string, number>();
  const headings = outsideCode(text).flatMap(({ prose }) =>
    [...prose.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title),
  );
  return new Set(
    headings.map((heading = '') => {
      const anchor = anchorOf(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim());
      const before = times.get(anchor) ?? 0;
      times.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    }),
  );
}

/** Returns a Markdown text in parts: prose, and the block of code that follows it, if any. */
export function outsideCode(text: string): readonly { readonly prose: string; readonly code: string }[] {
  const parts = text.split(/^( *```[^\n]*\n[\s\S]*?^ *```)$/m);
  return parts.flatMap((part, index) => (index % 2 === 0 ? [{ prose: part, code: parts[index + 1] ?? '' }] : []));
}

/** A link in Markdown, outside code; the address is the second group. */
export const linkPattern = /(\]\()((?!https?:|mailto:)[^)\s]+)(\))/g;
