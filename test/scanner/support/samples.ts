import type { CardCode, Decision, KaikuErrorCode, Refusal, RefusalReason, Verdict } from '@kaiku/client';
import { rules } from '@kaiku/client/admission';
import { show } from './fakes.ts';

export const customer = { text: 'A045198723', prefix: 'A', holder: 'customer', medium: 'cardboard' } as const;
export const community = { text: 'Y110029399', prefix: 'Y', holder: 'community', medium: 'cardboard' } as const;

/** The facts of a refusal in addition to its reason and rule. */
const facts: { [R in RefusalReason]: Omit<Extract<Refusal, { reason: R }>, 'reason' | 'rule'> } = {
  'not-a-card': {},
  'old-card': {},
  'card-unregistered': {},
  'card-barred': {},
  'card-in-transfer': {},
  'card-inactive': {},
  'card-expired': { validUntilOn: '2026-01-21' },
  'community-card-course': {},
  'show-cancelled': {},
  'show-too-long-over': { on: '2026-01-21' },
  'reservation-not-open': { opensAt: '2026-02-03T15:35:00Z' },
  'redemption-not-open': { opensAt: '2026-02-03T15:35:00Z' },
  'card-twice-in-visit': {},
  'group-not-agreed': { people: 7, agreedAbove: 5 },
  'unknown-rule': {},
  'already-recorded': { recordedAt: '2026-02-03T15:35:00Z', how: 'sold' },
  'community-card-alone': {},
  'course-without-children': {},
  'too-many-minors': { max: 2, who: 'children' },
  'cap-reached': { cap: 10, remaining: 1 },
};

/** The desk of these decisions. */
const own = { showId: show.id, recordsAs: 'sold' } as const;

/** Returns a refusal with a reason. */
export function sampleRefusal(reason: RefusalReason): Refusal {
  return { reason, rule: rules[reason], ...facts[reason] } as Refusal;
}

export function admissible(max: number, extra: Partial<Extract<Decision, { outcome: 'admissible' }>> = {}): Decision {
  return {
    ...own,
    outcome: 'admissible',
    code: customer,
    repairs: [],
    show,
    card: { registered: true, status: 'active', validUntilOn: '2026-12-31', minors: max },
    earlier: null,
    minors: { min: 0, max, who: 'children', under: 18 },
    remaining: 4,
    redeems: null,
    ...extra,
  };
}

export const forCommunity: Decision = admissible(0, {
  code: community,
  minors: { min: 1, max: 8, who: 'clients', under: 16 },
});

/** Returns a decision about another customer's card. */
export function another(digit: number, max = 0): Decision {
  return admissible(max, { code: { ...customer, text: `A99900545${digit}` } });
}

const reservedAt = '2026-01-28T12:05:00Z';
export const reserved: Decision = admissible(3, {
  earlier: { usageId: 'usage-r', how: 'reserved', minors: 2, recordedAt: reservedAt },
  redeems: 'usage-r',
});

const soldAt = '2026-01-28T12:05:00Z';
/** Returns a decision about a customer's card with a ticket for one adult and `minors` children. */
export function hasTicket(minors: number, code: CardCode = customer): Extract<Decision, { outcome: 'has-ticket' }> {
  return {
    ...own,
    ...{ outcome: 'has-ticket', code, repairs: [], show: { ...show, taken: show.taken + 1 + minors } },
    card: { registered: true, status: 'active', validUntilOn: '2026-12-31', minors },
    earlier: { usageId: 'usage-s', how: 'sold', minors, recordedAt: soldAt },
    ticket: { recordedAt: soldAt, how: 'sold', party: { minors } },
    minors: { min: minors, max: minors, who: 'children', under: 18 },
  };
}

/** Returns a decision without the registry. */
export function unseen(outcome: 'provisional' | 'undecided', cause: KaikuErrorCode = 'registry/unreachable'): Decision {
  const about = { ...own, code: customer, repairs: [], cause };
  const minors = { min: 0, max: 9, who: 'children', under: 18 } as const;
  return outcome === 'undecided' ? { ...about, outcome } : { ...about, outcome, minors };
}

export function refused(reason: RefusalReason): Decision {
  const noCode = reason === 'not-a-card' || reason === 'old-card';
  const code = noCode ? undefined : customer;
  return { ...own, outcome: 'refused', code, repairs: [], refusal: sampleRefusal(reason) };
}

export const confirmed: Extract<Verdict, { outcome: 'confirmed' }> = {
  outcome: 'confirmed',
  visitId: 'visit-1',
  usages: [{ usageId: 'usage-1', maskedCard: 'A0…723', minors: 2 }],
  people: 3,
  recordedAt: '2026-02-03T15:35:00Z',
  flags: [],
  show: { ...show, taken: 9 },
};

export const groupConfirmed: typeof confirmed = {
  ...confirmed,
  usages: [0, 0, 1].map((minors, at) => ({ usageId: `usage-${at}`, maskedCard: `A9…45${at}`, minors })),
  people: 4,
  show: { ...show, taken: 10 },
};

export const provisional: Extract<Verdict, { outcome: 'provisional' }> = {
  outcome: 'provisional',
  visitId: 'visit-2',
  usages: [{ usageId: 'usage-2', maskedCard: 'A0…723', minors: 1 }],
  people: 2,
  cause: 'registry/unreachable',
  by: 'unconfirmed',
};

/** Recorded with a leased ticket. */
export const leased: typeof provisional = { ...provisional, by: 'lease' };
