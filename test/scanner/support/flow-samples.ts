/** The states, events and decisions of the flow's tests. */
import type { CardCode, Decision, Verdict } from '@kaiku/client';
import type { FlowEvent, FlowState, Part } from '../../../packages/scanner/src/flow/flow.ts';

export const turn = 3;
export const code: CardCode = { text: 'A045198723', prefix: 'A', holder: 'customer', medium: 'cardboard' };
export const other = 'A999005458';
export const minors = { min: 0, max: 3, who: 'children', under: 18 } as const;
export const asked: Extract<Decision, { outcome: 'provisional' }> = {
  showId: 'show-1',
  recordsAs: 'sold',
  outcome: 'provisional',
  code,
  repairs: [],
  cause: 'registry/busy',
  minors,
};
export const worker: CardCode = { text: 'Y110029399', prefix: 'Y', holder: 'community', medium: 'cardboard' };
export const forWorker = { ...asked, code: worker, minors: { min: 1, max: 8, who: 'clients', under: 16 } } as const;
export const parts: readonly Part[] = [
  { decision: forWorker, minors: 1, coming: true },
  { decision: asked, minors: 0, coming: true },
];
export const provisional: Extract<Verdict, { outcome: 'provisional' }> = {
  outcome: 'provisional',
  visitId: 'v1',
  usages: [{ usageId: 'u1', maskedCard: 'A0…723', minors: 1 }],
  people: 2,
  cause: 'registry/busy',
  by: 'unconfirmed',
};
export const undecided: Verdict = { outcome: 'undecided', cause: 'registry/failed' };
export const barred: Decision = { ...asked, outcome: 'undecided' };
export const ticket = { recordedAt: '2026-05-14T15:00:00Z', how: 'sold', party: { minors: 1 } } as const;
export const hasTicket: Extract<Decision, { outcome: 'has-ticket' }> = {
  showId: 'show-1',
  recordsAs: 'sold',
  outcome: 'has-ticket',
  code: { ...code, text: 'A888005458' },
  repairs: [],
  show: {
    ...{ id: 'hamlet', name: 'Hamlet', venue: 'Teatteri', kind: 'performance', startsAt: '2026-05-15T19:00:00+03:00' },
    ...{ seats: 200, cap: 10, taken: 2, reservationOpens: 'at-once', redemptionOpensMin: null },
  },
  card: { registered: true, status: 'active', validUntilOn: '2026-12-31', minors: 2 },
  earlier: { usageId: 'u0', how: 'sold', minors: 1, recordedAt: ticket.recordedAt },
  ticket,
  minors: { min: 1, max: 1, who: 'children', under: 18 },
};
const card = { turn, text: code.text, origin: 'wedge', unrecorded: undefined } as const;
const rest = { repairs: [], next: undefined };
export const result = { turn, text: code.text, unrecorded: undefined, codes: [code], shown: provisional, ...rest };
const none = { unrecorded: undefined, said: undefined, typed: undefined };
const group = { turn, parts, agreed: false, inside: false, choosing: true, ...none };

export const states: { readonly [S in FlowState['at']]: Extract<FlowState, { at: S }> } = {
  idle: { at: 'idle', turn },
  starting: { at: 'starting', turn },
  scanning: { at: 'scanning', turn },
  checking: { at: 'checking', ...card },
  asking: { at: 'asking', ...card, decision: asked, minors: 1 },
  recording: { at: 'recording', ...card, decision: asked, minors: 1, next: undefined },
  gathering: { at: 'gathering', ...group },
  joining: { at: 'joining', ...group, origin: 'wedge' },
  admitting: { at: 'admitting', ...group },
  showing: { at: 'showing', ...result, asked: { decision: asked, origin: 'wedge' }, undo: { status: 'offered' } },
  undoing: { at: 'undoing', ...result },
};

export const events: { readonly [E in FlowEvent['type']]: Extract<FlowEvent, { type: E }> } = {
  start: { type: 'start' },
  ready: { type: 'ready' },
  stop: { type: 'stop' },
  read: { type: 'read', text: other, origin: 'camera' },
  checked: { type: 'checked', turn, decision: asked },
  count: { type: 'count', minors: 2 },
  confirm: { type: 'confirm' },
  recorded: { type: 'recorded', turn, verdict: provisional },
  gather: { type: 'gather' },
  remove: { type: 'remove' },
  agree: { type: 'agree', agreed: true },
  inside: { type: 'inside', inside: true },
  choose: { type: 'choose', choices: parts.map(() => ({ coming: true, minors: 0 })) },
  come: { type: 'come', part: 0, coming: false },
  undo: { type: 'undo' },
  correct: { type: 'correct' },
  voided: { type: 'voided', turn, voidResult: { outcome: 'voided' } },
  failed: { type: 'failed', turn, cause: 'outbox/storage' },
  leave: { type: 'leave' },
  reset: { type: 'reset' },
  elapsed: { type: 'elapsed', turn },
};

export function reservedFor(minorsReserved: number): Decision {
  const earlier = {
    usageId: 'r1',
    how: 'reserved',
    minors: minorsReserved,
    recordedAt: '2026-05-01T10:00:00Z',
  } as const;
  const { cause, ...seen } = asked;
  const show = { startsAt: '2026-05-15T16:00:00Z' } as Extract<Decision, { outcome: 'admissible' }>['show'];
  const card = { registered: true, status: 'active', validUntilOn: '2026-12-31', minors: 3 } as const;
  return { ...seen, outcome: 'admissible', show, card, earlier, remaining: null, redeems: 'r1' };
}
