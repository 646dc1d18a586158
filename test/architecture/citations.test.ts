import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { capRules } from '../../packages/client/src/admission/cap-policy-rules.ts';
import { rules } from '../../packages/client/src/admission/rules.ts';
import { read, root, trackedFiles } from './repository.ts';

const texts = trackedFiles('packages', 'docs', 'examples', 'test', '.tools', '*.md').filter((file) =>
  /\.(md|m?ts|sql)$/.test(file),
);

/** Returns GitHub's anchor of a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

/** Returns the anchors of a page. A heading that repeats gets a number, as on GitHub. */
function anchorsOf(file: string): ReadonlySet<string> {
  const times = new Map<string, number>();
  return new Set(
    [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
      const anchor = slug(heading);
      const before = times.get(anchor) ?? 0;
      times.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    }),
  );
}

/** A section of one of the programme's documents, written as in docs/sources.md: `K25 §6.2 item 5`. */
type Section = string;

const documents: Readonly<Record<string, string>> = {
  'Toimintamalli 2020': 'M20',
  'Toimintamalli 2019': 'M19',
  'Kaikukanta 2.0 -opas 2025': 'K25',
  'Vastuuhenkilön muistilista 11.4.2025': 'V25',
};

/** Returns the sections that the `source` of a rule or a case names. A part without `§` names no document. */
function sectionsIn(source: string): readonly Section[] {
  return source.split(';').flatMap((part) => {
    const name = part.slice(0, Math.max(0, part.indexOf('§'))).trim();
    const short = documents[name] ?? name;
    return [...part.matchAll(/§[\d.]+(?: \(?\d\/\d\)?| (?:kohta|item) \d+)?/g)].map(
      ([section]) => `${short} ${section.replace(/[()]/g, '').replace('kohta', 'item')}`,
    );
  });
}

/** True if a section is the other or a part of it: a quotation of §6.2 item 5 covers §6.2, one of §9.1 covers §9. */
function isPartOf(quoted: Section, section: Section): boolean {
  return quoted === section || [' ', '.'].some((next) => quoted.startsWith(section + next));
}

/** Returns the quoted sections and the text below each heading of docs/sources.md. */
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

  it('quotes, below a rule’s heading, every section that the rule or a case of it names', () => {
    expect(cases.length).toBeGreaterThan(100);
    const unquoted = [...ruled, ...cases].flatMap(({ id, source }) =>
      sectionsIn(source)
        .filter((section) => !sources.get(id)?.quoted.some((quoted) => isPartOf(quoted, section)))
        .map((section) => `${id}: ${section}`),
    );
    expect([...new Set(unquoted)]).toEqual([]);
  });

  it('has “Our reading” below the heading of every rule whose source says so', () => {
    const readings = ruled.filter(({ source }) => source.includes('ohjelmiston tulkinta'));
    expect(readings.length).toBeGreaterThan(0);
    expect(readings.filter(({ id }) => !sources.get(id)?.text.includes('Our reading:')).map(({ id }) => id)).toEqual(
      [],
    );
  });
});

describe('citations', () => {
  it('of docs/… name a file and a heading that exist', () => {
    const missing = texts.flatMap((file) =>
      [...read(file).matchAll(/\bdocs\/([\w./-]+\.md)(?:#([\w-]+))?/g)].flatMap(([cited, name = '', anchor]) => {
        const target = path.posix.join('docs', name);
        if (!existsSync(path.join(root, target))) return [`${file}: ${cited}`];
        return anchor === undefined || anchorsOf(target).has(anchor) ? [] : [`${file}: ${cited}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  it('of a decision name one that exists', () => {
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

  it('by relative link lead to a file and a heading that exist', () => {
    const missing = texts
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#([\w-]+))?\)/g)].flatMap(([, link = '', anchor]) => {
          const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), link));
          if (!existsSync(path.join(root, target))) return [`${file}: ${link}`];
          return anchor === undefined || anchorsOf(target).has(anchor) ? [] : [`${file}: ${link}#${anchor}`];
        }),
      );
    expect(missing).toEqual([]);
  });
});
