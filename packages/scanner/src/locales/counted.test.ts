import type { Refusal, RefusalReason } from '@kaiku/client';
import { refusalOrder, rules } from '@kaiku/client/admission';
import { describe, expect, it } from 'vitest';
import { locales } from './index.ts';
import type { Locale } from './locale.ts';
import { refusalText, warningText } from './texts.ts';

const all: readonly Locale[] = Object.values(locales);

/** Returns the functions of a locale by their path. */
function functionsOf(value: unknown, path = ''): string[] {
  if (typeof value === 'function') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => functionsOf(part, `${path}.${key}`));
}

/** Every text of a locale with a count. `from`: the smallest number that the screen shows. */
const countedTexts: Readonly<Record<string, { from?: number; text: (locale: Locale, count: number) => string }>> = {
  'places left': { text: ({ header }, count) => header.places(count, 20, 'performance') },
  'course places left': { text: ({ header }, count) => header.places(count, 2, 'course') },
  sending: { from: 1, text: ({ status }, count) => status.sending(count) },
  pending: { from: 1, text: ({ status }, count) => status.pending(count) },
  'places of the device': { text: ({ status }, count) => status.places(count) },
  'the review list': { from: 1, text: ({ review }, count) => review.title(count) },
  'children to look at': { text: ({ review }, minors) => review.visit({ ...item, minors }) },
  'clients to look at': { text: ({ review }, minors) => review.visit({ ...item, maskedCard: 'Y1…399', minors }) },
  'a group to look at': { from: 1, text: ({ review }, cards) => review.visit({ ...item, cards }) },
  'reserved for children': { text: ({ asking }, count) => asking.reserved(count, item.takenAt, 'children') },
  'reserved for clients': { text: ({ asking }, count) => asking.reserved(count, item.takenAt, 'clients') },
  'exactly so many': { from: 1, text: ({ asking }, max) => asking.allowed({ ...minors, min: max, max }) },
  'up to so many': { from: 1, text: ({ asking }, max) => asking.allowed({ ...minors, min: 0, max }) },
  'a group': { text: ({ group }, count) => group.total(count, count) },
  'a group that does not fit': { from: 1, text: ({ group }, count) => group.fits(count, count + 1) },
  'a party with children': { text: ({ verdict }, count) => verdict.party(count, 'children') },
  'a party with clients': { text: ({ verdict }, count) => verdict.party(count, 'clients') },
  'a visit': { from: 1, text: ({ verdict }, count) => verdict.visit(count, count) },
  'cards that had tickets': { from: 1, text: ({ verdict }, count) => verdict.withTicket(count) },
  'room on the device': { from: 1, text: ({ verdict }, room) => sentences(verdict.tooMany(room)) },
  'entries of the device': { from: 1, text: ({ device }, count) => device.pending.some(count) },
  'entries of a file': { text: ({ device }, count) => device.opened(count) },
  'lost entries': { from: 1, text: (locale, entries) => sentences(warningText({ kind: 'lost', entries }, locale)) },
  'missing entries': {
    from: 1,
    text: (locale, entries) => sentences(warningText({ kind: 'missing', entries }, locale)),
  },
  'entries in a makeshift storage': {
    from: 1,
    text: (locale, entries) => sentences(warningText({ kind: 'makeshift-storage', entries }, locale)),
  },
  'entries of another venue': {
    from: 1,
    text: (locale, entries) =>
      sentences(warningText({ kind: 'other-venue', venueId: 'teatteri', venue: 'Teatteri', entries }, locale)),
  },
  'uses of a shift': { text: ({ shift }, count) => shift.visits(count, count) },
  'people of a recording': { from: 1, text: ({ shift }, count) => shift.who(count, count) },
  'too many children': { text: (locale, max) => refusedWords('too-many-minors', { max, who: 'children' }, locale) },
  'too many clients': {
    from: 1,
    text: (locale, max) => refusedWords('too-many-minors', { max, who: 'clients' }, locale),
  },
  'places too few for the children': { from: 1, text: ({ asking }, count) => asking.fewPlaces(count, count) },
  'places on other devices': { from: 1, text: ({ leases }, count) => leases.title(count) },
  'places of another device': { from: 1, text: ({ leases }, count) => leases.holds(count, '18.05') },
  'what a release may cost': { from: 1, text: ({ leases }, count) => leases.mayCost(count) },
  'a cap with places left': {
    text: (locale, remaining) => refusedWords('cap-reached', { cap: 20, remaining }, locale),
  },
};
const item = { cards: 1, minors: 0, maskedCard: 'A0…723', takenAt: '2026-02-03T15:35:00Z' } as const;
const minors = { who: 'children', under: 18 } as const;
const sentences = ({ sentence, nextStep }: { sentence: string; nextStep: string }) => `${sentence} ${nextStep}`;
const refusedWords = (reason: RefusalReason, more: object, locale: Locale) =>
  sentences(refusalText({ reason, rule: rules[reason], ...more } as Refusal, locale));

/** What no text may contain: one with a plural, many with a singular, and zero as a number. */
const one = {
  fi: /(?<!\d)1 (?:lasta|asiakasta|korttia|henkilöä|kirjausta|käyntiä|paikkaa|Kaikukortti-paikkaa)(?!\p{L})/u,
  sv: /(?<!\d)1 (?:klienter|personer|registreringar|platser|Kaikukortti-platser)(?!\p{L})/u,
  en: /(?<!\d)1 (?:children|clients|cards|people|visits|places|Kaikukortti places)(?!\p{L})/u,
};
const two = {
  fi: /(?<!\d)2 (?:lapsi|asiakas|kortti|henkilö|kirjaus|käynti|paikka|paikan|Kaikukortti-paikka)(?!\p{L})/u,
  sv: /(?<!\d)2 (?:klient|person|registrering|plats|Kaikukortti-plats)(?!\p{L})/u,
  en: /(?<!\d)2 (?:child|client|card|person|visit|place|Kaikukortti place)(?!\p{L})/u,
};
const none = /(?<![\d/.,:])0 \p{L}/u;

describe.each(Object.entries(countedTexts))('the text with the count %s', (_, { from = 0, text }) => {
  it.each(all)('has the right forms for none, one and two in $lang', (locale) => {
    const lang = locale.lang as 'fi' | 'sv' | 'en';
    if (from === 0) expect(text(locale, 0)).not.toMatch(none);
    expect(text(locale, 1)).not.toMatch(one[lang]);
    expect(text(locale, 2)).not.toMatch(two[lang]);
  });
});

it('the list of texts with a count is complete', () => {
  const counting = all.flatMap((locale) => functionsOf(locale));
  // No other text puts a number before a noun.
  const others = new Set([
    ...['.dates.day', '.dates.instant', '.dates.showTime', '.dates.clock', '.dates.since'],
    ...['.amounts.duration', '.amounts.bytes', '.status.offline'],
    ...['.review.dismissOf', '.review.reference'],
    ...['.card.repaired', '.card.unrecorded', '.card.waits', '.asking.whoCounts.children', '.asking.whoCounts.clients'],
    ...['.asking.late', '.asking.listed', '.verdict.takenAt', '.verdict.ticket', '.verdict.voided'],
    ...['.group.minors.children', '.group.minors.clients', '.group.removeOf', '.group.ofCard', '.group.twice'],
    ...['.group.joined', '.group.notJoined', '.group.comes', '.verdict.undoUntil', '.device.warnings.cloned'],
    ...['.device.warnings.clock-wrong', '.device.pending.oldest', '.device.room.used', '.device.saved'],
    ...['.shift.since', '.shift.undoUntil', '.shift.undoOf', '.leases.ofThese', '.leases.seen', '.leases.releaseOf'],
    ...['.asking.recordedHere', '.shows.change', '.shows.later', '.enrol.named', '.enrol.replacing'],
    ...['.asking.warnings.show-over', '.asking.warnings.show-not-today', '.reservations.redeemOf'],
    ...['.reservations.redeemed', '.reservations.releaseOf', '.reservations.releaseSureOf', '.reservations.released'],
    ...refusalOrder
      .filter((reason) => reason !== 'too-many-minors' && reason !== 'cap-reached')
      .map((r) => `.refusals.${r}`),
  ]);
  const tried = new Set(counting.filter((path) => !others.has(path)));
  expect([...tried].sort()).toEqual([
    '.asking.allowed',
    '.asking.fewPlaces',
    '.asking.reserved',
    '.device.opened',
    '.device.pending.some',
    '.device.warnings.lost',
    '.device.warnings.makeshift-storage',
    '.device.warnings.missing',
    '.device.warnings.other-venue',
    '.group.fits',
    '.group.total',
    '.header.places',
    '.leases.holds',
    '.leases.mayCost',
    '.leases.title',
    '.refusals.cap-reached',
    '.refusals.too-many-minors',
    '.review.title',
    '.review.visit',
    '.shift.visits',
    '.shift.who',
    '.status.pending',
    '.status.places',
    '.status.sending',
    '.verdict.party',
    '.verdict.tooMany',
    '.verdict.visit',
    '.verdict.withTicket',
  ]);
});
