import { ShowChange, ShowId, ShowRequest } from '@kaiku/client/contract';
import { describe, expect, it } from 'vitest';
import type { ShowOfDay } from '../../shows-of-day.ts';
import { capAdvice } from './cap-advice.ts';
import { type Draft, newDraft, newShowId, toChange, toDraft, toRequest, wrongFields } from './draft.ts';

const draft: Draft = { ...newDraft('2026-12-05'), name: 'Hamlet', time: '18:00', seats: 334, cap: 11 };
const show: ShowOfDay = {
  ...{ id: 'hamlet', name: 'Hamlet', venue: 'Talo', kind: 'performance', startsAt: '2026-12-05T16:00:00.000Z' },
  ...{ seats: 334, cap: 11, taken: 3, reservationOpens: 'at-once', redemptionOpensMin: null, admission: 'once' },
};

describe('the draft of a show', () => {
  it('is the request of the contract, at the time of Helsinki', () => {
    const request = toRequest(draft, 'hamlet');
    expect(ShowRequest.parse(request)).toEqual(request);
    expect(request.startsAt).toBe(show.startsAt);
  });

  it('of a show changes nothing, and each typed difference is a change of the contract', () => {
    expect(toChange(toDraft(show), show)).toEqual({});
    const change = toChange(
      { ...toDraft(show), time: '19:00', cap: null, redemptionOpensMin: 30, capIsHard: true },
      show,
    );
    expect(change).toEqual({
      startsAt: '2026-12-05T17:00:00.000Z',
      cap: null,
      redemptionOpensMin: 30,
      capIsHard: true,
    });
    expect(ShowChange.parse(change)).toEqual(change);
  });

  it('names the fields that cannot be, in the order of the form', () => {
    expect(wrongFields(newDraft(''))).toEqual(['name', 'day', 'time', 'seats']);
    const wrong = { ...draft, seats: 1.5, cap: Number.NaN, redemptionOpensMin: -1, reservationsLapseMin: 525_601 };
    expect(wrongFields(wrong)).toEqual(['seats', 'cap', 'redemptionOpensMin', 'reservationsLapseMin']);
    expect(wrongFields({ ...draft, cap: null, reservationsLapseMin: null })).toEqual([]);
  });

  it.each(['Hamlet', 'Äiti & öljy', '  ', 'Война и мир', 'x'.repeat(300)])('has an id for %j', (name) => {
    expect(ShowId.safeParse(newShowId(name)).success).toBe(true);
  });
});

describe('the advice about a cap', () => {
  const advice = (change: Partial<Draft>) => capAdvice({ ...draft, ...change }, 'en');

  it('names the lowest cap, the rule and its document while it is typed', () => {
    const says =
      'A cap is at least 11 tickets for 334 seats: 3 % of the tickets (Vastuuhenkilön muistilista 11.4.2025 §10).';
    expect(advice({})).toEqual({ isTooLow: false, text: `11 is allowed. ${says}` });
    expect(advice({ cap: 10 })).toEqual({ isTooLow: true, text: `10 is too low. ${says}` });
    expect(advice({ cap: null })).toEqual({ isTooLow: false, text: `No cap. ${says}` });
    expect(advice({ seats: null }).text).toBe('Type the number of seats to see the lowest cap allowed.');
  });

  it.each([
    [{ seats: 48 }, '2 tickets for 48 seats: 2 tickets in an auditorium of at most 50'],
    [{ kind: 'course', seats: 12 }, '2 places for 12 seats: 2 places on a course'],
    [{ kind: 'swimming-hall', seats: 300 }, '20 card holders a day for 300 seats'],
    [{ kind: 'visiting-producer' }, '2 tickets for 334 seats: 2 tickets for a visiting producer'],
    [{ seats: 3000 }, '20 tickets for 3000 seats: 20 tickets for over 1000 people'],
    [{ day: '2024-05-15' }, '17 tickets for 334 seats: 5 % of the tickets (Toimintamalli 2020 §8.2.2)'],
    [{ day: '2021-05-15', seats: 10 }, '0 tickets for 10 seats: 0–1 tickets for at most 10 people (trial)'],
  ] as const)('is of the rule that decides: %j', (change, says) => {
    expect(advice(change).text).toContain(says);
  });
});
