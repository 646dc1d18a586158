import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const texts = globSync(['packages/*/src/**/*.{ts,sql}', '{docs,packages,examples}/**/*.md', '*.md', '.tools/*'], {
  cwd: root,
  exclude: ['**/node_modules/**', '**/dist/**'],
});

/** GitHub's anchor of a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

function headingsOf(file: string): ReadonlySet<string> {
  return new Set([...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading)));
}

describe('what the project cites', () => {
  it('every docs/… file and heading that a comment or page names is there', () => {
    const missing = texts.flatMap((file) =>
      [...read(file).matchAll(/\bdocs\/([\w./-]+\.md)(?:#([\w-]+))?/g)].flatMap(([cited, name = '', anchor]) => {
        const target = path.posix.join('docs', name);
        if (!existsSync(path.join(root, target))) return [`${file}: ${cited}`];
        return anchor === undefined || headingsOf(target).has(anchor) ? [] : [`${file}: ${cited}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  it('every decision that a comment names is written', () => {
    const written = new Set(
      globSync('docs/decisions/*.md', { cwd: root }).map((file) => path.basename(file).slice(0, 4)),
    );
    const missing = texts.flatMap((file) =>
      [...read(file).matchAll(/\bdecision (\d{4})\b/g)].flatMap(([cited, number = '']) =>
        written.has(number) ? [] : [`${file}: ${cited}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  it('every relative link of a page leads somewhere', () => {
    const missing = texts
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#([\w-]+))?\)/g)].flatMap(([, link = '', anchor]) => {
          const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), link));
          if (!existsSync(path.join(root, target))) return [`${file}: ${link}`];
          return anchor === undefined || headingsOf(target).has(anchor) ? [] : [`${file}: ${link}#${anchor}`];
        }),
      );
    expect(missing).toEqual([]);
  });
});
