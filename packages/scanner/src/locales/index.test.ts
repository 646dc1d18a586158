import { readFileSync } from 'node:fs';
import type { DeviceWarning, Refusal, RefusalReason } from '@kaiku/client';
import { refusalOrder, rules } from '@kaiku/client/admission';
import { describe, expect, it } from 'vitest';
import { localeFor, locales } from './index.ts';
import type { Locale } from './locale.ts';
import type { Place } from './places.ts';
import { failureText, flagsText, refusalText, reviewText, warningText } from './texts.ts';

const facts: { readonly [R in RefusalReason]?: object } = {
  'card-expired': { validUntilOn: '2026-01-21' },
  'already-recorded': { recordedAt: '2026-02-03T15:35:00Z', how: 'sold' },
  'show-too-long-over': { on: '2026-01-21' },
  'reservation-not-open': { opensAt: '2026-02-03T15:35:00Z' },
  'redemption-not-open': { opensAt: '2026-02-03T15:35:00Z' },
  'group-not-agreed': { people: 7, agreedAbove: 5 },
  'too-many-minors': { max: 2, who: 'children' },
  'cap-reached': { cap: 10, remaining: 0 },
};
const refusalOf = (reason: RefusalReason, more: object = {}): Refusal =>
  ({ reason, rule: rules[reason], ...facts[reason], ...more }) as Refusal;
const all: readonly Locale[] = Object.values(locales);
const cameraFailures = Object.keys(locales.fi.failures).filter((code) => code.startsWith('camera/')) as 'camera/busy'[];
const browsers: readonly (readonly Place[])[] = [
  ['chrome', 'windows'],
  ['edge', 'windows'],
  ['firefox', 'windows'],
  ['safari', 'macos'],
  ['safari-ios', 'ios'],
  ['chrome-android', 'android'],
];

/** Returns every text or function of a locale by its path. */
function entries(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, part]) => entries(part, `${path}.${key}`));
}

/** Returns every text of a locale by its path. Other tests call its functions. */
function texts(locale: Locale): [string, string][] {
  return entries(locale).flatMap(([path, text]): [string, string][] =>
    typeof text === 'string' ? [[path, text]] : [],
  );
}

describe.each(all)('the texts in $lang', (locale) => {
  it('are never empty', () => {
    for (const [path, text] of texts(locale)) expect(text.trim(), path).not.toBe('');
  });
  it('have one word for what is attended, and none for how the page works', () => {
    const all = [
      ...texts(locale),
      ...refusalOrder.map((reason) => ['refusal', refusalText(refusalOf(reason), locale).nextStep]),
    ];
    for (const [path, text] of all)
      expect(text, path).not.toMatch(/esity[ks]|föreställning|performance|(?:the|this|a|next) show\b|UUID/i);
  });
  it.each(refusalOrder)('say why a card is refused for %s, and what to do next', (reason) => {
    const { sentence, nextStep } = refusalText(refusalOf(reason), locale);
    for (const text of [sentence, nextStep]) {
      expect(text).toMatch(/^\p{Lu}.*\.$/su);
      expect(text).not.toMatch(/undefined|null|NaN|Invalid|object/);
    }
    expect(locale.flags[reason]).toMatch(/\.$/);
  });
  it('say for every failure what has happened, and what to do', () => {
    for (const [code, { sentence, nextStep }] of Object.entries(locale.failures)) {
      expect(sentence, code).toMatch(/^\p{Lu}.*\.$/su);
      expect(nextStep, code).toMatch(/^\p{Lu}.*\.$/su);
    }
  });
  it('say for every advice about a reader what is wrong, and what to set', () => {
    for (const [advice, { sentence, nextStep }] of Object.entries(locale.reader.advice)) {
      expect(sentence, advice).toMatch(/^\p{Lu}.*\.$/su);
      expect(nextStep, advice).toMatch(/^\p{Lu}.*\.$/su);
    }
  });
  it.each(cameraFailures)('say for %s what to do in each browser', (code) => {
    for (const places of browsers) expect(failureText(code, locale, places).nextStep).toMatch(/^\p{Lu}.*\.$/su);
  });
  it('name the camera switch of each browser and of each system', () => {
    const steps = (code: 'camera/denied-by-user' | 'camera/denied-by-system') =>
      new Set(browsers.map((places) => failureText(code, locale, places).nextStep)).size;
    expect(steps('camera/denied-by-user')).toBe(browsers.length);
    // One for Chrome, Edge and Firefox on Windows; one each for Safari on a Mac, iOS and Android.
    expect(steps('camera/denied-by-system')).toBe(4);
  });
  it('have a sentence for an unknown failure', () => {
    expect(failureText('registry/new' as 'unexpected', locale)).toBe(locale.failures.unexpected);
    expect(reviewText({ why: 'registry/new' as 'registry/failed', flags: [], cards: 1 }, locale).sentence).toContain(
      locale.failures.unexpected.sentence,
    );
    expect(flagsText(['new-rule' as 'cap-reached'], locale)).toBe(locale.flags['unknown-rule']);
  });
  it('say why a visit is on the review list, and what to do next', () => {
    const told = (['interrupted', 'voided-elsewhere', 'flagged', 'registry/forbidden'] as const).map((why) =>
      reviewText({ why, flags: ['cap-reached'], cards: 1 }, locale),
    );
    told.push(reviewText({ why: 'registry/forbidden', flags: [], cards: 0 }, locale));
    for (const { sentence, nextStep } of told) {
      expect(sentence).toMatch(/^\p{Lu}.*\.$/su);
      expect(nextStep).toMatch(/^\p{Lu}.*\.$/su);
    }
    expect(new Set(told.map(({ sentence }) => sentence)).size).toBe(told.length);
    expect(told[2]?.sentence).toContain(locale.flags['cap-reached']);
  });
  it.each<DeviceWarning>([
    ...[1, 3].flatMap((entries) =>
      (['lost', 'missing', 'makeshift-storage'] as const).map((kind): DeviceWarning => ({ kind, entries })),
    ),
    { kind: 'cloned' },
    { kind: 'clock-wrong', byMs: 180_000 },
    { kind: 'clock-wrong', byMs: -11_000_000 },
  ])('say for the warning %o what is so, and what to do', (warning) => {
    const { sentence, nextStep } = warningText(warning, locale);
    for (const text of [sentence, nextStep]) expect(text).toMatch(/^[\p{Lu}\d].*\.$/su);
    expect(sentence).not.toMatch(/undefined|NaN|-/);
  });
  it('distinguish a leased ticket from an unconfirmed visit', () => {
    const { kept, standsOn } = locale.verdict;
    expect(kept.lease).not.toBe(kept.unconfirmed);
    expect(standsOn.lease).not.toBe(standsOn.unconfirmed);
  });
});

it('the locales have the same keys in every language', () => {
  const [first, ...others] = all.map((locale) =>
    entries(locale)
      .map(([path, text]) => `${path}: ${typeof text}`)
      .sort(),
  );
  expect(first?.length).toBeGreaterThan(100);
  for (const other of others) expect(other).toEqual(first);
});

it('the locales have a sentence for every error code of the client and of capture', () => {
  // The types require this too, but a cast could bypass them.
  for (const path of ['../../../client/src/errors.ts', '../../../capture/src/errors.ts']) {
    const source = readFileSync(new URL(path, import.meta.url), 'utf8');
    const codes = [...source.matchAll(/^ {2}\| '([a-z]+\/[a-z-]+)'/gm)].map(([, code]) => String(code));
    expect(codes.length).toBeGreaterThan(5);
    for (const locale of all) for (const code of codes) expect(Object.keys(locale.failures)).toContain(code);
  }
});

describe('days and clocks', () => {
  it('are written as each language writes them', () => {
    expect(refusalText(refusalOf('card-expired'), locales.fi).sentence).toBe('Kortin voimassaolo päättyi 21.1.2026.');
    expect(refusalText(refusalOf('card-expired'), locales.sv).sentence).toBe(
      'Kortets giltighetstid gick ut 21.1.2026.',
    );
    expect(refusalText(refusalOf('card-expired'), locales.en).sentence).toBe(
      'The card’s validity ended on 21 January 2026.',
    );
  });
  it('are in Finland’s time, in winter and in summer', () => {
    expect(locales.fi.dates.instant('2026-02-03T15:35:00Z')).toBe('3.2.2026 klo 17.35');
    expect(locales.fi.dates.instant('2026-07-03T22:05:00Z')).toBe('4.7.2026 klo 1.05');
    expect(locales.sv.dates.instant('2026-02-03T15:35:00Z')).toBe('3.2.2026 kl. 17.35');
    expect(locales.en.dates.instant('2026-02-03T15:35:00Z')).toBe('3 February 2026 at 17:35');
  });
  it('keep the last day of validity in any time zone', () => {
    for (const day of ['2026-01-01', '2026-03-29', '2026-10-25', '2026-12-31'])
      expect(locales.fi.dates.day(day)).toBe(day.split('-').reverse().map(Number).join('.'));
  });
});

describe('the text of a start time', () => {
  const atMs = Date.parse('2026-02-03T17:15:00+02:00');
  it('is the clock time on the same day, and has its day otherwise', () => {
    const later = [atMs + 3_600_000, atMs + 86_400_000] as const;
    expect(later.map((now) => locales.fi.dates.since(atMs, now))).toEqual(['klo 17.15', 'ti 3.2. klo 17.15']);
    expect(later.map((now) => locales.sv.dates.since(atMs, now))).toEqual(['kl. 17.15', 'tis 3.2 kl. 17.15']);
    expect(later.map((now) => locales.en.dates.since(atMs, now))).toEqual(['17:15', 'Tue 3 February at 17:15']);
  });
});

describe('lengths and sizes', () => {
  it('are written as each language writes them', () => {
    const { fi, sv, en } = locales;
    const lengths = [40_000, -180_000, 7_260_000, 7_200_000, 400_000_000];
    expect(lengths.map(fi.amounts.duration)).toEqual(['40 s', '3 min', '2 t 1 min', '2 t', '5 pv']);
    expect(lengths.map(sv.amounts.duration)).toEqual(['40 s', '3 min', '2 tim 1 min', '2 tim', '5 d']);
    expect(lengths.map(en.amounts.duration)).toEqual(['40 secs', '3 mins', '2 hrs 1 min', '2 hrs', '5 days']);
    expect([1_250_000, 64e9].map(fi.amounts.bytes)).toEqual(['1,3 Mt', '64 Gt']);
    expect([1_250_000, 64e9].map(sv.amounts.bytes)).toEqual(['1,3 MB', '64 GB']);
  });
});

describe('counts', () => {
  it('have the right form', () => {
    expect(locales.fi.verdict.party(1, 'children')).toBe('1 aikuinen ja 1 lapsi');
    expect(locales.fi.verdict.party(2, 'children')).toBe('1 aikuinen ja 2 lasta');
    expect(locales.sv.verdict.party(2, 'clients')).toBe('1 vuxen och 2 klienter');
    expect(locales.en.verdict.party(0, 'clients')).toBe('1 adult');
  });
  it('distinguish one ticket left from none', () => {
    for (const locale of all) {
      const none = refusalText(refusalOf('cap-reached'), locale);
      const one = refusalText(refusalOf('cap-reached', { remaining: 1 }), locale);
      expect(one.sentence).not.toBe(none.sentence);
      expect(one.nextStep).not.toBe(none.nextStep);
    }
  });
  it('distinguish a reservation, a ticket redeemed in advance and a visit at the door', () => {
    for (const locale of all) {
      const sentences = ['reserved', 'sold', 'door'].map(
        (how) => refusalText(refusalOf('already-recorded', { how }), locale).sentence,
      );
      expect(new Set(sentences).size).toBe(3);
    }
  });
  it('distinguish a single card, a group and an unknown visit on the review list', () => {
    const [takenAt, maskedCard] = ['2026-02-03T15:35:00Z', 'A0…723'];
    expect(locales.fi.review.visit({ cards: 1, minors: 2, maskedCard, takenAt })).toBe(
      '1 aikuinen ja 2 lasta, 3.2.2026 klo 17.35',
    );
    expect(locales.fi.review.visit({ cards: 3, minors: 1, maskedCard, takenAt })).toBe(
      'Ryhmäkäynti: 3 korttia, 4 henkilöä, 3.2.2026 klo 17.35',
    );
    expect(locales.sv.review.visit({ cards: 0, minors: 0, maskedCard: '…', takenAt })).toBe('3.2.2026 kl. 17.35');
  });
});

describe('the language of a tag', () => {
  it.each([
    ['sv', 'sv'],
    ['sv-FI', 'sv'],
    ['EN-gb', 'en'],
    ['fi', 'fi'],
    ['de', 'fi'],
    ['', 'fi'],
    [undefined, 'fi'],
    [null, 'fi'],
  ])('`localeFor` returns for %s the language %s', (tag, lang) => expect(localeFor(tag).lang).toBe(lang));
});
