/**
 * Words that a native technical writer would not use, and docstrings that start with a question word.
 * `SHOW_WORDS=packages/client` prints the words of an area.
 */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { docstringsOfFunctions, identifiersOf, proseOf } from './prose.ts';
import { areaOf, root, trackedFiles } from './repository.ts';

/** Patterns to avoid, each with what to write instead. */
const instead: readonly (readonly [pattern: RegExp, write: string])[] = [
  [/\b(told|tells?|telling)\b(?! (\S+ )?apart)/i, 'returned, reported, emitted, shown; distinguish'],
  [/(?<!\bstill )\b(stands?|stood)\b(?! for\b)/i, 'is, is in, is stored'],
  [/\bnobody\b/i, 'no one, nothing, or the actor'],
  [/\bwhere (there (is|are)|no\b|none\b|nobody\b|it is\b|it has\b|they (are|have)\b|this\b)/i, 'if, when, without'],
  [/\b(an ask|the ask|asks (that|which|of|for a))\b/i, 'request'],
  [/\bso (many|long|manieth)\b(?! as\b)/i, 'the number; up to n; as long as'],
  [/(?<!there )\b(is no|are none)\b(?! longer)/i, 'is not a; never'],
  [/\b(somebody|anybody)\b/i, 'the role, or someone'],
  [/\b(gives?|gave|given|takes?|took|taken|goes) back\b/i, 'returns, refunds, voids, restores'],
  [/\bbeside\b/i, 'next to, with, in addition to'],
  [/\banew\b/i, 'again'],
  [/\b(came|comes|become|becomes|became) of\b/i, 'the result of; what happens to'],
  [/\b(goes|went) on\b/i, 'continues'],
  [/\bwhoever\b/i, 'the role; anyone who'],
  [/\b(nothing of|keeps nothing)\b/i, 'no part of; stores no'],
  [/\bby (itself|themselves)\b/i, 'automatically; individually; alone'],
  [/\bof (which|whom)\b/i, 'split the sentence'],
  [/\blet go\b/i, 'release, close, key up'],
  [/\bmeanwhile\b/i, 'in the meantime, during'],
  [/\b(no more|any more)\b/i, 'no longer; at most'],
  [/\bbears\b/i, 'has, carries, contains'],
  [/\bunder way\b/i, 'in progress, in flight, running'],
  [/\b(found|finds) out\b/i, 'detected, caught'],
  [/\b(hears|heard) of\b/i, 'is notified of, receives'],
  [/\btaken for\b/i, 'treated as, mistaken for'],
  [/\bfor good\b/i, 'permanently'],
  [
    /\b(put right|put aside|all the same|besides|at hand|in vain|likewise|foresaw|the same again)\b/i,
    'corrected, dismissed, still, also, available, without success, unchanged, unexpected',
  ],
];

const files = trackedFiles('packages', 'test', 'docs', 'examples', '.tools', '*.md')
  .filter((file) => /\.(ts|mjs|sql|md)$/.test(file))
  // The programme's and the screen's own words, the lists of words, generated pages and tables, and what is in Finnish.
  .filter((file) => !/\/locales\/|^test\/architecture\/words|^docs\/(api|fi|pictures|element\.md)/.test(file))
  .filter((file) => !/^test\/(cases|pictures\/states)\//.test(file));

const hits = files.flatMap((file) => [
  ...proseOf(path.join(root, file)).flatMap(({ line, text }) =>
    instead.flatMap(([pattern, write]) => {
      const found = pattern.exec(text)?.[0];
      return found === undefined ? [] : [{ file, line, found, write }];
    }),
  ),
  ...identifiersOf(path.join(root, file)).flatMap(({ line, text }) =>
    /^(most|least)[A-Z]/.test(text) ? [{ file, line, found: text, write: 'max…, min…' }] : [],
  ),
]);

const areas = [...new Set(files.map(areaOf))];

describe('the words of the repository', () => {
  it.each(areas)('in %s include none that a technical writer would not use', (area) => {
    const here = hits.filter(({ file }) => areaOf(file) === area);
    expect(here.map(({ file, line, found, write }) => `${file}:${line} “${found}”: ${write}`)).toEqual([]);
  });
});

describe('the docstrings of functions', () => {
  const questions = files.flatMap((file) =>
    docstringsOfFunctions(path.join(root, file))
      .filter(({ text }) => /^(What|How|Whether|Where|Why)\b/.test(text))
      .map(({ line }) => ({ file, line })),
  );

  it.each(areas)('in %s do not start with a question word', (area) => {
    const here = questions.filter(({ file }) => areaOf(file) === area);
    expect(here.map(({ file, line }) => `${file}:${line}`)).toEqual([]);
  });
});

const shown = process.env.SHOW_WORDS;
for (const { file, line, found } of hits)
  if (shown !== undefined && file.startsWith(shown)) console.log(`${file}:${line} ${found}`);
