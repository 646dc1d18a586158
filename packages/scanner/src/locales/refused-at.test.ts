import type { Refusal, RefusalReason, ShowKind } from '@kaiku/client';
import { rules } from '@kaiku/client/admission';
import { describe, expect, it } from 'vitest';
import { locales } from './index.ts';
import type { Locale } from './locale.ts';
import { refusalText } from './texts.ts';

const all: readonly Locale[] = Object.values(locales);

const facts: { readonly [R in RefusalReason]?: object } = {
  'reservation-not-open': { opensAt: '2026-02-03T15:35:00Z' },
  'redemption-not-open': { opensAt: '2026-02-03T15:35:00Z' },
  'cap-reached': { cap: 10, remaining: 0 },
};

describe('the text of a refusal', () => {
  const words = (
    reason: RefusalReason,
    kind: ShowKind,
    more: object = {},
    holder: 'customer' | 'community' = 'customer',
  ) =>
    all.map((locale) =>
      refusalText({ reason, rule: rules[reason], ...facts[reason], ...more } as Refusal, locale, {
        show: { kind },
        code: { holder },
      }),
    );
  it('is about the day for a swimming hall', () => {
    const full = words('cap-reached', 'swimming-hall', { remaining: 0 }).map(({ nextStep }) => nextStep);
    expect(full).toEqual([
      'Huomenna voi tulla uudelleen.',
      'Det går bra att komma tillbaka i morgon.',
      'Tell them that they can come again tomorrow.',
    ]);
  });
  it('is about the day for any show that admits per day, such as a gym', () => {
    const full = { reason: 'cap-reached', rule: rules['cap-reached'], cap: 2, remaining: 0 } as const;
    for (const locale of all) {
      const gym = { kind: 'performance', admission: 'per-day' } as const;
      const hall = refusalText(full, locale, { show: { kind: 'swimming-hall' } });
      expect(refusalText(full, locale, { show: gym })).toEqual(hall);
    }
  });
  it.each(['cap-reached', 'reservation-not-open', 'redemption-not-open'] as const)(
    'differs for a course (%s)',
    (reason) => {
      const [course, show] = [words(reason, 'course'), words(reason, 'performance')];
      for (const [at, { sentence }] of course.entries()) expect(sentence).not.toBe(show[at]?.sentence);
    },
  );
  it('does not tell a worker to come alone if one ticket is left', () => {
    const [worker, customer] = (['community', 'customer'] as const).map((holder) =>
      words('cap-reached', 'performance', { remaining: 1 }, holder).map(({ nextStep }) => nextStep),
    );
    expect(worker).toEqual(['Ehdota toista tilaisuutta.', 'Föreslå en annan tillställning.', 'Suggest another event.']);
    for (const [at, nextStep] of customer?.entries() ?? []) expect(nextStep).not.toBe(worker?.[at]);
  });
});
