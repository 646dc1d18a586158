import type { CardCode, Decision, Verdict } from '@kaiku/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FlowEvent, type FlowState, initialFlow, type Part, reduce, takesReadings } from './flow.ts';
import { moves } from './moves.ts';

const turn = 3;
const code: CardCode = { text: 'A045198723', prefix: 'A', holder: 'customer', medium: 'cardboard' };
const other = 'A999005458';
const minors = { min: 0, max: 3, who: 'children', under: 18 } as const;
const asked: Extract<Decision, { outcome: 'provisional' }> = {
  showId: 'show-1',
  recordsAs: 'sold',
  outcome: 'provisional',
  code,
  repairs: [],
  cause: 'registry/busy',
  minors,
};
const worker: CardCode = { text: 'Y110029399', prefix: 'Y', holder: 'community', medium: 'cardboard' };
const forWorker = { ...asked, code: worker, minors: { min: 1, max: 8, who: 'clients', under: 16 } } as const;
const parts: readonly Part[] = [
  { decision: forWorker, minors: 1, coming: true },
  { decision: asked, minors: 0, coming: true },
];
const provisional: Extract<Verdict, { outcome: 'provisional' }> = {
  outcome: 'provisional',
  visitId: 'v1',
  usages: [{ usageId: 'u1', maskedCard: 'A0…723', minors: 1 }],
  people: 2,
  cause: 'registry/busy',
  by: 'unconfirmed',
};
const undecided: Verdict = { outcome: 'undecided', cause: 'registry/failed' };
const barred: Decision = { ...asked, outcome: 'undecided' };
const ticket = { recordedAt: '2026-05-14T15:00:00Z', how: 'sold', party: { minors: 1 } } as const;
const hasTicket: Extract<Decision, { outcome: 'has-ticket' }> = {
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
const result = { turn, text: code.text, unrecorded: undefined, codes: [code], shown: provisional, ...rest };
const none = { unrecorded: undefined, said: undefined, typed: undefined };
const group = { turn, parts, agreed: false, inside: false, choosing: true, ...none };

const states: { readonly [S in FlowState['at']]: Extract<FlowState, { at: S }> } = {
  idle: { at: 'idle', turn },
  starting: { at: 'starting', turn },
  scanning: { at: 'scanning', turn },
  checking: { at: 'checking', ...card },
  asking: { at: 'asking', ...card, decision: asked, minors: 1 },
  recording: { at: 'recording', ...card, decision: asked, minors: 1, next: undefined },
  gathering: { at: 'gathering', ...group },
  joining: { at: 'joining', ...group, origin: 'wedge' },
  admitting: { at: 'admitting', ...group },
  showing: { at: 'showing', ...result, undo: { status: 'offered' } },
  undoing: { at: 'undoing', ...result },
};

const events: { readonly [E in FlowEvent['type']]: Extract<FlowEvent, { type: E }> } = {
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
  voided: { type: 'voided', turn, voidResult: { outcome: 'voided' } },
  failed: { type: 'failed', turn, cause: 'outbox/storage' },
  leave: { type: 'leave' },
  reset: { type: 'reset' },
  elapsed: { type: 'elapsed', turn },
};

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

describe('a typed card of a group', () => {
  it('is read back until the group changes', () => {
    const first = reduce({ ...states.checking, origin: 'typed' }, { type: 'checked', turn, decision: forWorker }).state;
    expect(first).toMatchObject({ at: 'gathering', typed: worker });
    const { state: joining } = reduce(first, { type: 'read', text: other, origin: 'wedge' });
    const joined = reduce(joining, { type: 'checked', turn: turn + 1, decision: asked }).state;
    expect(joined).toMatchObject({ at: 'gathering', typed: undefined });
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

function reservedFor(minorsReserved: number): Decision {
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

const eventArb: fc.Arbitrary<FlowEvent> = fc.oneof(
  fc.constantFrom<FlowEvent>(
    events.start,
    events.ready,
    events.confirm,
    events.gather,
    events.agree,
    events.inside,
    events.undo,
    events.leave,
    events.reset,
  ),
  fc.record({ type: fc.constantFrom('remove' as const), part: fc.nat(3) }),
  fc.record({ type: fc.constant('come' as const), part: fc.nat(3), coming: fc.boolean() }),
  fc.record({
    type: fc.constant('choose' as const),
    choices: fc.array(fc.record({ coming: fc.boolean(), minors: fc.integer({ min: -1, max: 10 }) }), { maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('checked' as const),
    turn: fc.integer({ min: 0, max: 12 }),
    decision: fc.constantFrom<Decision>(
      asked,
      forWorker,
      barred,
      hasTicket,
      { ...asked, code: { ...code, text: other } },
      {
        ...reservedFor(0),
        minors: { ...minors, max: 0 },
      } as Decision,
    ),
    auto: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('read' as const),
    text: fc.constantFrom('A045198723', 'A999005458', 'E1234', ''),
    origin: fc.constantFrom('camera' as const, 'wedge' as const, 'typed' as const),
  }),
  fc.record({ type: fc.constant('count' as const), minors: fc.integer({ min: -2, max: 12 }), part: fc.nat(3) }),
  ...[events.recorded, { ...events.recorded, verdict: undecided }, events.voided, events.failed, events.elapsed].map(
    (event) => fc.integer({ min: 0, max: 12 }).map((at): FlowEvent => ({ ...event, turn: at })),
  ),
  fc.constant<FlowEvent>(events.stop),
);

describe('any sequence of events (property)', () => {
  it('has exactly the states and effects of the table of moves', () => {
    const seen = new Set<string>();
    const rare: readonly FlowState[] = [
      { ...states.showing, next: { text: other, origin: 'wedge' } },
      { ...states.gathering, parts: parts.map((part) => ({ ...part, coming: false })) },
    ];
    const said = Object.entries(moves).flatMap(([from, row]) =>
      Object.entries(row).flatMap(([type, { to, effects = [] }]) =>
        [...to, ...effects].map((name) => `${from} ${type} ${name}`),
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...rare, ...Object.values(states)),
        fc.array(eventArb, { maxLength: 12 }),
        (from, run) => {
          let state: FlowState = from;
          for (const arbitrary of run) {
            const event = 'turn' in arbitrary ? { ...arbitrary, turn: state.turn } : arbitrary;
            const step = reduce(state, event);
            const move = moves[state.at][event.type];
            if (step.state !== state) expect(move?.to).toContain(step.state.at);
            for (const { type } of step.effects) expect(move?.effects).toContain(type);
            for (const name of [step.state.at, ...step.effects.map(({ type }) => type)])
              seen.add(`${state.at} ${event.type} ${name}`);
            state = step.state;
          }
        },
      ),
      { numRuns: 4000, seed: 1 },
    );
    expect(said.filter((move) => !seen.has(move))).toEqual([]);
  });
  it('records only what was confirmed, within the limits, once; and forgets each card', () => {
    fc.assert(
      fc.property(fc.array(eventArb, { maxLength: 60 }), (run) => {
        let state: FlowState = initialFlow;
        const turns: number[] = [];
        for (const event of run) {
          const before: FlowState = state;
          const { state: after, effects } = reduce(before, event);
          state = after;
          for (const effect of effects) {
            if ('turn' in effect && effect.type !== 'linger') turns.push(effect.turn);
            if (effect.type !== 'admit') continue;
            const ways = ['asking confirm recording', 'checking checked recording', 'gathering confirm admitting'];
            expect(ways).toContain(`${before.at} ${event.type} ${after.at}`);
            const codes = effect.parts.map(({ decision }) => decision.code.text);
            expect(new Set(codes).size).toBe(codes.length);
            expect(codes.length).toBeGreaterThan(0);
            for (const { decision, minors } of effect.parts) {
              // In a group, one card may have no minors, because others come with the worker.
              const min = after.at === 'recording' ? decision.minors.min : 0;
              expect(minors >= min && minors <= decision.minors.max).toBe(true);
            }
          }
          if (after.at === 'idle' || after.at === 'starting' || after.at === 'scanning')
            expect(Object.keys(after).sort()).toEqual(['at', 'turn']);
          if (event.type === 'read' && effects.length > 0) expect(takesReadings(before)).toBe(true);
        }
        expect(turns).toEqual([...new Set(turns)].sort((a, b) => a - b));
      }),
      { numRuns: 1000 },
    );
  });
  it('can always return to waiting for a card', () => {
    for (const state of Object.values(states)) {
      if (state.at === 'idle') continue;
      const answered = reduce(reduce(reduce(state, events.ready).state, events.failed).state, events.leave).state;
      expect(answered.at).toBe('scanning');
    }
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
