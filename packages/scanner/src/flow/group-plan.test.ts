import type { CardCode, Plan, Refusal, VisitPart } from '@kaiku/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AskedDecision, Part } from './flow.ts';
import { fitting, isRecordable } from './group-plan.ts';

const rule = { id: 'cap-policy', edition: 'any', source: 'test' } as const;

function part(minors: number, coming = true): Part {
  const code: CardCode = { text: 'A045198723', prefix: 'A', holder: 'customer', medium: 'cardboard' };
  const decision: AskedDecision = {
    showId: 'show-1',
    recordsAs: 'sold',
    outcome: 'provisional',
    code,
    repairs: [],
    cause: 'registry/busy',
    minors: { min: 0, max: 9, who: 'children', under: 18 },
  };
  return { decision, minors, coming };
}

const peopleOf = (parts: readonly VisitPart[]) => parts.reduce((sum, { minors }) => sum + 1 + minors, 0);

/** Plans by the cap alone. */
function under(remaining: number): (parts: readonly VisitPart[]) => Plan {
  return (parts) => {
    const people = peopleOf(parts);
    const refusal: Refusal = { reason: 'cap-reached', rule, cap: 10, remaining };
    if (people > remaining) return { outcome: 'refused', refusal, at: null };
    return { outcome: 'ready', people, tickets: people, remaining, withTicket: [] };
  };
}

describe('those who fit', () => {
  it('are the first in their order, each adult before their minors', () => {
    expect(fitting([part(3), part(0), part(0)], under(3))).toEqual([
      { coming: true, minors: 2 },
      { coming: false, minors: 0 },
      { coming: false, minors: 0 },
    ]);
    expect(fitting([part(0), part(2), part(0)], under(3))).toEqual([
      { coming: true, minors: 0 },
      { coming: true, minors: 1 },
      { coming: false, minors: 0 },
    ]);
  });
  it('are all if all fit, including those who were left out before', () => {
    expect(fitting([part(1), part(0, false)], under(3)).map(({ coming }) => coming)).toEqual([true, true]);
  });
  it('take every free ticket and never exceed the cap (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }), fc.nat(20), (minors, remaining) => {
        const parts = minors.map((count) => part(count));
        const choices = fitting(parts, under(remaining));
        const taken = choices.reduce((sum, choice) => sum + (choice.coming ? 1 + choice.minors : 0), 0);
        expect(taken).toBe(Math.min(remaining, peopleOf(parts)));
        expect(choices.every((choice, at) => choice.minors <= (minors[at] ?? 0))).toBe(true);
      }),
    );
  });
});

describe('`isRecordable`', () => {
  it('is true for a ready and a provisional plan only', () => {
    const counts = { people: 2, tickets: 2, withTicket: [] };
    const unseen = (outcome: 'provisional' | 'undecided') => ({ outcome, ...counts, cause: 'registry/busy' }) as const;
    expect(isRecordable(under(3)([part(1)]))).toBe(true);
    expect(isRecordable(unseen('provisional'))).toBe(true);
    for (const plan of [undefined, unseen('undecided'), under(0)([part(1)])]) expect(isRecordable(plan)).toBe(false);
  });
});
