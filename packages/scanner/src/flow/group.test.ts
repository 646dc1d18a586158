import type { CardCode, Decision, Verdict } from '@kaiku/client';
import { describe, expect, it } from 'vitest';
import {
  asked,
  barred,
  code,
  events,
  forWorker,
  hasTicket,
  other,
  parts,
  states,
  ticket,
  turn,
  undecided,
  worker,
} from '../../../../test/scanner/support/flow-samples.ts';
import { type FlowEvent, reduce } from './flow.ts';

describe('a typed card of a group', () => {
  it('is read back until the group changes', () => {
    const first = reduce({ ...states.checking, origin: 'typed' }, { type: 'checked', turn, decision: forWorker }).state;
    expect(first).toMatchObject({ at: 'gathering', typed: worker });
    const { state: joining } = reduce(first, { type: 'read', text: other, origin: 'wedge' });
    const joined = reduce(joining, { type: 'checked', turn: turn + 1, decision: asked }).state;
    expect(joined).toMatchObject({ at: 'gathering', typed: undefined });
  });
});

describe('a group', () => {
  const read = (text: string, origin: 'camera' | 'wedge' | 'typed' = 'wedge') => ({
    type: 'read' as const,
    text,
    origin,
  });
  const otherCard = { ...asked, code: { ...code, text: other } };
  const { gathering } = states;

  it('adds one card after another, in the order they are shown', () => {
    const { state, effects } = reduce(gathering, read(other));
    expect(effects).toEqual([{ type: 'check', turn: turn + 1, text: other }]);
    const joined = reduce(state, { type: 'checked', turn: turn + 1, decision: otherCard }).state;
    expect(joined).toMatchObject({ at: 'gathering', turn: turn + 1, said: undefined });
    expect(joined.at === 'gathering' && joined.parts.map(({ decision }) => decision.code.text)).toEqual([
      worker.text,
      code.text,
      other,
    ]);
  });
  it('does not add the same card again, and says so', () => {
    for (const origin of ['wedge', 'typed'] as const) {
      const step = reduce(gathering, read('a045 198723', origin));
      expect(step).toEqual({ state: { ...gathering, said: { outcome: 'twice', code } }, effects: [] });
    }
    expect(reduce(gathering, read(worker.text, 'camera')).state).toMatchObject({ said: { code: worker } });
  });
  it('ignores the last card while it is still in view of the camera', () => {
    expect(reduce(gathering, read(code.text, 'camera')).state).toBe(gathering);
  });
  it('is unchanged if a card may not join, and shows why', () => {
    const { joining } = states;
    const refusal = { reason: 'card-barred', rule: { id: 'card-status', edition: 'any', source: 'test' } } as const;
    const refused: Decision = { showId: 'show-1', recordsAs: 'sold', outcome: 'refused', code, repairs: [], refusal };
    expect(reduce(joining, { type: 'checked', turn, decision: refused }).state).toEqual({
      ...gathering,
      said: { outcome: 'refused', of: 'card', code, refusal },
    });
    expect(reduce(joining, { type: 'checked', turn, decision: barred }).state).toMatchObject({
      parts,
      said: { outcome: 'undecided', of: 'card', cause: 'registry/busy' },
    });
    expect(reduce(joining, { type: 'checked', turn, decision: asked }).state).toMatchObject({
      parts,
      said: { outcome: 'twice' },
    });
  });
  it('counts the minors of a named card, or of the last, within what each allows', () => {
    const counted = (minorsNow: number, part?: number) => {
      const { state } = reduce(gathering, {
        type: 'count',
        minors: minorsNow,
        ...(part === undefined ? {} : { part }),
      });
      return state.at === 'gathering' ? state.parts.map((one) => one.minors) : [];
    };
    expect(counted(3)).toEqual([1, 3]);
    expect(counted(0, 0)).toEqual([0, 0]);
    expect(counted(4)).toEqual([1, 0]);
    expect(counted(8, 0)).toEqual([8, 0]);
    expect(counted(9, 0)).toEqual([1, 0]);
    expect(counted(0, 7)).toEqual([1, 0]);
  });
  it('loses a named card, or the last; without its only card it ends', () => {
    const left = reduce(gathering, { type: 'remove' }).state;
    expect(left).toMatchObject({ parts: [parts[0]] });
    expect(reduce(left, { type: 'remove' }).state).toEqual(states.scanning);
    expect(reduce(gathering, { type: 'remove', part: 0 }).state).toMatchObject({ parts: [parts[1]] });
  });
  it('is recorded as one visit of those who come, with what was agreed', () => {
    const some = reduce(gathering, { type: 'come', part: 0, coming: false }).state;
    const agreed = reduce(some, { type: 'agree', agreed: true }).state;
    expect(reduce(agreed, { type: 'confirm' }).effects).toEqual([
      { type: 'admit', turn: turn + 1, parts: [{ decision: asked, minors: 0 }], agreed: true },
    ]);
  });
  it('is not recorded if no one comes', () => {
    const nobody = { ...gathering, parts: parts.map((part) => ({ ...part, coming: false })) };
    expect(reduce(nobody, { type: 'confirm' })).toEqual({ state: nobody, effects: [] });
  });
  it('stays if it is not recorded, so that no card has to be shown again', () => {
    const refusal = {
      reason: 'cap-reached',
      rule: { id: 'cap-policy', edition: 'any', source: 'test' },
      cap: 10,
      remaining: 2,
    } as const;
    const { admitting } = states;
    expect(reduce(admitting, { ...events.recorded, verdict: { outcome: 'refused', refusal } })).toEqual({
      state: { ...gathering, said: { outcome: 'refused', of: 'group', refusal } },
      effects: [],
    });
    expect(reduce(admitting, { ...events.recorded, verdict: undecided }).state).toMatchObject({
      at: 'gathering',
      parts,
    });
  });
  it('is undone as a whole', () => {
    const shown = reduce(states.admitting, events.recorded).state;
    expect(shown).toMatchObject({ at: 'showing', codes: [worker, code], undo: { status: 'offered' } });
    expect(reduce(shown, events.undo).effects).toEqual([{ type: 'void', turn: turn + 1, visitId: 'v1' }]);
  });
  it('is not started again by a card that is still in view of the camera after the recording', () => {
    const shown = reduce(states.admitting, events.recorded).state;
    expect(reduce(shown, read(code.text, 'camera')).state).toBe(shown);
    expect(reduce(shown, read(code.text)).state.at).toBe('checking');
  });
  it('starts with a customer’s card and its children if the clerk wants that', () => {
    expect(reduce(states.asking, { type: 'gather' }).state).toMatchObject({
      at: 'gathering',
      parts: [{ decision: asked, minors: 1, coming: true }],
    });
  });
});

describe('a card whose ticket was redeemed in advance', () => {
  const checked = (decision: Decision): FlowEvent => ({ type: 'checked', turn, decision });

  it('is an answer that ends automatically, with nothing to confirm or undo', () => {
    const { state, effects } = reduce(states.checking, checked(hasTicket));
    expect(state).toMatchObject({
      at: 'showing',
      codes: [hasTicket.code],
      shown: { outcome: 'has-ticket', cards: 1, people: 2, ticket },
      undo: { status: 'none' },
    });
    expect(effects).toEqual([{ type: 'linger', turn, brief: false }]);
    expect(reduce(state, { type: 'undo' }).state).toBe(state);
    expect(reduce(state, { type: 'elapsed', turn }).state.at).toBe('scanning');
    expect(reduce(state, events.read).state.at).toBe('checking');
  });
  it('is the same answer if the ticket was redeemed while the clerk was asked', () => {
    const verdict: Verdict = { outcome: 'has-ticket', cards: 1, people: 2, ticket };
    const { state, effects } = reduce(states.recording, { ...events.recorded, verdict });
    expect(state).toMatchObject({ at: 'showing', shown: verdict, undo: { status: 'none' } });
    expect(effects).toEqual([{ type: 'linger', turn, brief: false }]);
  });
  it('joins a group with exactly those its ticket is for', () => {
    const alone = { ...states.joining, parts: parts.slice(0, 1) };
    const { state } = reduce(alone, checked(hasTicket));
    expect(state).toMatchObject({ at: 'gathering', parts: [{}, { decision: hasTicket, minors: 1, coming: true }] });
    for (const changed of [0, 2]) expect(reduce(state, { type: 'count', minors: changed }).state).toBe(state);
    const confirmed = reduce(state, events.confirm);
    expect(confirmed.effects).toMatchObject([{ type: 'admit', parts: [{}, { decision: hasTicket, minors: 1 }] }]);
    const verdict: Verdict = { outcome: 'has-ticket', cards: 2, people: 3, ticket };
    const shown = reduce(confirmed.state, { type: 'recorded', turn: confirmed.state.turn, verdict });
    expect(shown.state).toMatchObject({ at: 'showing', shown: verdict, undo: { status: 'none' } });
    expect(shown.effects).toMatchObject([{ type: 'linger' }]);
  });
});

describe('a worker who joins a client that is inside already', () => {
  const lone = { ...states.gathering, parts: parts.slice(0, 1) };

  it('is recorded if the clerk confirms it, which can be changed', () => {
    const { state } = reduce(lone, events.inside);
    expect(reduce(state, events.confirm).effects).toMatchObject([{ type: 'admit', company: 'client-inside' }]);
    const back = reduce(state, { type: 'inside', inside: false }).state;
    expect(reduce(back, events.confirm).effects[0]).not.toHaveProperty('company');
  });
  it('needs no confirmation if the client’s recorded card is shown; another worker’s card does not count', () => {
    const rule = { id: 'one-adult', edition: 'any', source: 'test' } as const;
    const recordedAt = '2026-05-15T15:00:00Z';
    const refusal = { reason: 'already-recorded', rule, recordedAt, how: 'door' } as const;
    const joining = { ...states.joining, parts: parts.slice(0, 1) };
    const own = { showId: 'show-1', recordsAs: 'sold' } as const;
    const shown = (card: CardCode) => {
      const decision = { ...own, outcome: 'refused', code: card, repairs: [], refusal } as const;
      return reduce(joining, { type: 'checked', turn, decision }).state;
    };
    expect(shown(code)).toMatchObject({ inside: true, parts: [{}], said: { outcome: 'refused', of: 'card', code } });
    expect(shown(worker)).toMatchObject({ inside: false });
  });
});
