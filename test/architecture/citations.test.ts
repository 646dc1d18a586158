import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { capRules } from '../../packages/client/src/admission/cap-policy-rules.ts';
import { rules } from '../../packages/client/src/admission/rules.ts';

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

/** A section of one of the programme's documents, as docs/sources.md names it: `K25 §6.2 item 5`. */
type Section = string;

const documents: Readonly<Record<string, string>> = {
  'Toimintamalli 2020': 'M20',
  'Toimintamalli 2019': 'M19',
  'Kaikukanta 2.0 -opas 2025': 'K25',
  'Vastuuhenkilön muistilista 11.4.2025': 'V25',
};

/** The sections that a rule's `source`, or a case's, names; a part that names none is not of a document. */
function sectionsIn(source: string): readonly Section[] {
  return source.split(';').flatMap((part) => {
    const name = part.slice(0, Math.max(0, part.indexOf('§'))).trim();
    const short = documents[name] ?? name;
    return [...part.matchAll(/§[\d.]+(?: \(?\d\/\d\)?| (?:kohta|item) \d+)?/g)].map(
      ([section]) => `${short} ${section.replace(/[()]/g, '').replace('kohta', 'item')}`,
    );
  });
}

/** Whether a section is another, or one of its parts: §6.2 is quoted by its item 5, §9 by §9.1. */
function isPartOf(quoted: Section, section: Section): boolean {
  return quoted === section || [' ', '.'].some((next) => quoted.startsWith(section + next));
}

/** The sections quoted below each heading of docs/sources.md, and whether it tells of our reading. */
function sourcesByHeading(): ReadonlyMap<string, { readonly quoted: readonly Section[]; readonly text: string }> {
  const parts = read('docs/sources.md').split(/^#+ /m);
  return new Map(
    parts.map((part) => {
      const [title = ''] = part.split('\n');
      const quotes = part.matchAll(/(M20|M19|M19sv|K25|V25) (§[\d.]+(?: \d\/\d| item \d+)?)(?:, a [\w ]+)?: “/g);
      return [slug(title), { quoted: [...quotes].map(([, name, section]) => `${name} ${section}`), text: part }];
    }),
  );
}

describe('docs/sources.md', () => {
  const sources = sourcesByHeading();
  const ruled = [...Object.values(rules), ...capRules].map(({ id, source }) => ({ id, source }));
  const cases = globSync('test/cases/*.json', { cwd: root }).flatMap((file) =>
    [...read(file).matchAll(/"source": "([a-z0-9-]+) \(([^"]+)\)"/g)].map(([, id = '', source = '']) => ({
      id,
      source,
    })),
  );

  it('quotes below a rule’s heading every section that the rule, or a case of it, names', () => {
    expect(cases.length).toBeGreaterThan(100);
    const unquoted = [...ruled, ...cases].flatMap(({ id, source }) =>
      sectionsIn(source)
        .filter((section) => !sources.get(id)?.quoted.some((quoted) => isPartOf(quoted, section)))
        .map((section) => `${id}: ${section}`),
    );
    expect([...new Set(unquoted)]).toEqual([]);
  });

  it('tells what is our reading wherever a rule says that it is', () => {
    const readings = ruled.filter(({ source }) => source.includes('ohjelmiston tulkinta'));
    expect(readings.length).toBeGreaterThan(0);
    expect(readings.filter(({ id }) => !sources.get(id)?.text.includes('Our reading:')).map(({ id }) => id)).toEqual(
      [],
    );
  });
});

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
