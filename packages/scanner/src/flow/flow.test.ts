import type { Decision } from '@kaiku/client';
import { describe, expect, it } from 'vitest';
import {
  asked,
  barred,
  code,
  events,
  forWorker,
  other,
  provisional,
  reservedFor,
  states,
  turn,
  undecided,
  worker,
} from '../../../../test/scanner/support/flow-samples.ts';
import { type FlowState, reduce } from './flow.ts';
import { moves } from './moves.ts';

describe('the table of the flow', () => {
  for (const state of Object.values(states)) {
    for (const event of Object.values(events)) {
      const move = moves[state.at][event.type];
      it(`${state.at} on ${event.type} ${move === undefined ? 'stays' : `goes to ${move.to[0]}`}`, () => {
        const step = reduce(state, event);
        if (move === undefined) expect(step).toEqual({ state, effects: [] });
        else expect(step.state.at).toBe(move.to[0]);
      });
    }
  }
});

describe('a card that is read while another is on the screen', () => {
  it('does not disturb a question about the same card, whatever the reader adds to it', () => {
    for (const text of ['A045198723', ']Q1A045198723', 'a045 198723', '*A045198723*'])
      for (const origin of ['camera', 'wedge', 'typed'] as const)
        expect(reduce(states.asking, { type: 'read', text, origin }).state).toBe(states.asking);
  });
  it('replaces a question about another card, and says that the first was not recorded', () => {
    const { state, effects } = reduce(states.asking, events.read);
    expect(state).toEqual({ at: 'checking', turn: turn + 1, text: other, origin: 'camera', unrecorded: code });
    expect(effects).toEqual([{ type: 'check', turn: turn + 1, text: other }]);
    const next = reduce(state, { type: 'checked', turn: turn + 1, decision: barred });
    expect(next.state).toMatchObject({ at: 'showing', unrecorded: code });
  });
  it('is ignored after a verdict if it is the same card, still in view of the camera', () => {
    expect(reduce(states.showing, { type: 'read', text: code.text, origin: 'camera' }).state).toBe(states.showing);
  });
  it('is checked again after a verdict if it is read by a reader or typed', () => {
    for (const origin of ['wedge', 'typed'] as const)
      expect(reduce(states.showing, { type: 'read', text: code.text, origin }).state.at).toBe('checking');
  });
  it('is taken up after a text without a code', () => {
    const unreadable: FlowState = { ...states.showing, text: '???', codes: [] };
    expect(reduce(unreadable, events.read).state.at).toBe('checking');
  });
});

describe('a card that is read while another is being checked', () => {
  it('replaces it, and the next screen says that the first was not recorded', () => {
    const { state, effects } = reduce(states.checking, events.read);
    expect(state).toEqual({
      at: 'checking',
      turn: turn + 1,
      text: other,
      origin: 'camera',
      unrecorded: { text: code.text },
    });
    expect(effects).toEqual([{ type: 'check', turn: turn + 1, text: other }]);
  });
  it('makes the late answer about the first have no effect', () => {
    const { state } = reduce(states.checking, events.read);
    expect(reduce(state, events.checked)).toEqual({ state, effects: [] });
  });
  it('changes nothing if it is the same card, whatever the reader adds to it', () => {
    const prefixed: FlowState = { ...states.checking, text: `]Q1${code.text}` };
    for (const text of [code.text, `]Q1${code.text}`, 'a045 198723'])
      for (const origin of ['camera', 'wedge', 'typed'] as const)
        for (const state of [states.checking, prefixed])
          expect(reduce(state, { type: 'read', text, origin }).state).toBe(state);
  });
});

describe('a card that is read while another is being recorded', () => {
  const waiting = reduce(states.recording, events.read).state;
  const third = 'A888005458';

  it('waits, and is not checked yet', () => {
    expect(waiting).toEqual({ ...states.recording, next: { text: other, origin: 'camera' } });
    expect(reduce(waiting, events.read)).toEqual({ state: waiting, effects: [] });
  });
  it('changes nothing if it is the same card, so that “recorded” does not turn into “already recorded”', () => {
    for (const origin of ['camera', 'wedge', 'typed'] as const)
      expect(reduce(states.recording, { type: 'read', text: code.text, origin }).state).toBe(states.recording);
  });
  it('is replaced by a newer one', () => {
    expect(reduce(waiting, { type: 'read', text: third, origin: 'wedge' }).state).toMatchObject({
      next: { text: third },
    });
  });
  it('is checked when the answer was shown briefly, or is dismissed', () => {
    const { state, effects } = reduce(waiting, events.recorded);
    expect(effects).toEqual([{ type: 'linger', turn, brief: true }]);
    expect(state).toMatchObject({ at: 'showing', shown: provisional, next: { text: other } });
    for (const event of [events.leave, events.elapsed])
      expect(reduce(state, event)).toEqual({
        state: { at: 'checking', turn: turn + 1, text: other, origin: 'camera', unrecorded: undefined },
        effects: [{ type: 'check', turn: turn + 1, text: other }],
        taken: true,
      });
  });
  it('waits while a failure is shown', () => {
    const { state, effects } = reduce(waiting, { ...events.recorded, verdict: undecided });
    expect(effects).toEqual([]);
    expect(reduce(state, events.leave).state).toMatchObject({ at: 'checking', text: other });
    expect(reduce(waiting, events.failed).state).toMatchObject({ at: 'showing', next: { text: other } });
  });
  it('waits through an undo', () => {
    const undoing = reduce(reduce(waiting, events.recorded).state, events.undo).state;
    const undone = reduce(undoing, { type: 'voided', turn: turn + 1, voidResult: { outcome: 'voided' } });
    expect(undone.effects).toEqual([{ type: 'linger', turn: turn + 1, brief: true }]);
    expect(reduce(undone.state, events.leave).state).toMatchObject({ at: 'checking', text: other });
  });
  it('is shown as unrecorded if a newer one replaces it after the answer', () => {
    const showing = reduce(waiting, events.recorded).state;
    expect(reduce(showing, { type: 'read', text: third, origin: 'wedge' }).state).toMatchObject({
      text: third,
      unrecorded: { text: other },
    });
    expect(reduce(showing, { type: 'read', text: other, origin: 'wedge' }).state).toMatchObject({
      text: other,
      unrecorded: undefined,
    });
  });
});

describe('`auto`', () => {
  const alone = { min: 0, max: 0, who: 'children', under: 18 } as const;
  const yes = { ...reservedFor(0), redeems: null, earlier: null, minors: alone } as Decision;
  const come = (decision: Decision, from: FlowState = states.checking) =>
    reduce(from, { type: 'checked', turn, decision, auto: true });

  it('records a card with which no one else may come', () => {
    const { state, effects } = come(yes);
    expect(state).toMatchObject({ at: 'recording', minors: 0 });
    const parts = [{ decision: yes, minors: 0 }];
    expect(effects).toEqual([{ type: 'admit', turn: turn + 1, parts, agreed: false }]);
  });
  it('asks if someone may come along, if the registry did not answer, and if the code was typed', () => {
    expect(come(reservedFor(2)).state.at).toBe('asking');
    expect(come({ ...asked, minors: alone }).state.at).toBe('asking');
    expect(come(yes, { ...states.checking, origin: 'typed' }).state.at).toBe('asking');
  });
  it('asks if the show is over or on another day', () => {
    const over = { ...yes, warnings: [{ kind: 'show-over', on: '2026-11-18' }] } as Decision;
    expect(come(over)).toMatchObject({ state: { at: 'asking' }, effects: [] });
  });
  it('still starts a group with a community card', () => {
    expect(come({ ...yes, code: worker } as Decision).state.at).toBe('gathering');
  });
});

describe('what a decision leads to', () => {
  it('asks nothing if the registry does not answer and nothing may be recorded', () => {
    const { state } = reduce(states.checking, { type: 'checked', turn, decision: barred });
    expect(state).toMatchObject({ at: 'showing', shown: { outcome: 'undecided', cause: 'registry/busy' } });
  });
  it('starts with the fewest minors that may come with the card', () => {
    expect(reduce(states.checking, events.checked).state).toMatchObject({ at: 'asking', minors: 0 });
  });
  it('starts with the reserved minors, as far as they may come now', () => {
    const decision = reservedFor(2);
    expect(reduce(states.checking, { type: 'checked', turn, decision }).state).toMatchObject({ minors: 2 });
    expect(reduce(states.checking, { type: 'checked', turn, decision: reservedFor(7) }).state).toMatchObject({
      minors: 3,
    });
  });
  it('makes a community card the first of a group, without minors', () => {
    const state: FlowState = { ...states.checking, unrecorded: code };
    expect(reduce(state, { type: 'checked', turn, decision: forWorker }).state).toMatchObject({
      at: 'gathering',
      parts: [{ decision: forWorker, minors: 0, coming: true }],
      unrecorded: code,
    });
  });
  it('keeps the count within the allowed range', () => {
    for (const count of [-1, 4, 1.5, Number.NaN])
      expect(reduce(states.asking, { type: 'count', minors: count }).state).toBe(states.asking);
    expect(reduce(states.asking, { type: 'count', minors: 3 }).state).toMatchObject({ minors: 3 });
  });
  it('shows a refusal until it is dismissed', () => {
    expect(reduce(states.recording, { ...events.recorded, verdict: undecided }).effects).toEqual([]);
  });
  it('offers an undo again if it failed, but not if it succeeded', () => {
    expect(
      reduce({ ...states.showing, undo: { status: 'failed', cause: 'outbox/storage' } }, events.undo).state.at,
    ).toBe('undoing');
    for (const status of ['none', 'voided', 'provisional'] as const)
      expect(reduce({ ...states.showing, undo: { status } }, events.undo).state.at).toBe('showing');
  });
});
