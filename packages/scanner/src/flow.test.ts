import type { CardCode, Decision, Verdict } from '@kaiku/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AskedDecision, type FlowEvent, type FlowState, initialFlow, reduce, takesReadings } from './flow.ts';

const turn = 3;
const code: CardCode = { text: 'A045198723', prefix: 'A', holder: 'customer', medium: 'cardboard' };
const other = 'A999005458';
const minors = { least: 0, most: 3, who: 'children' } as const;
const asked: AskedDecision = {
  outcome: 'undecided',
  code,
  repairs: [],
  cause: 'registry/busy',
  mayRecord: true,
  minors,
};
const barred: Decision = { ...asked, mayRecord: false };
const provisional: Verdict = { outcome: 'provisional', usageId: 'u1', party: { minors: 1 }, cause: 'registry/busy' };
const card = { turn, text: code.text, unrecorded: undefined };
const result = { ...card, code, repairs: [], shown: provisional };

const states: { readonly [S in FlowState['at']]: Extract<FlowState, { at: S }> } = {
  idle: { at: 'idle', turn },
  starting: { at: 'starting', turn },
  scanning: { at: 'scanning', turn },
  checking: { at: 'checking', ...card },
  asking: { at: 'asking', ...card, decision: asked, minors: 1 },
  recording: { at: 'recording', ...card, decision: asked, minors: 1 },
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
  undo: { type: 'undo' },
  annulled: { type: 'annulled', turn, annulment: { outcome: 'annulled' } },
  failed: { type: 'failed', turn, cause: 'outbox/storage' },
  leave: { type: 'leave' },
  elapsed: { type: 'elapsed', turn },
};

/** The table in the head of flow.ts: where each event leads, and what it asks for. All that is not here stays. */
const moves: {
  readonly [S in FlowState['at']]: { readonly [E in FlowEvent['type']]?: readonly [FlowState['at'], string?] };
} = {
  idle: { start: ['starting', 'open-sources'] },
  starting: { ready: ['scanning'], read: ['checking', 'check'], stop: ['idle', 'close-sources'] },
  scanning: { read: ['checking', 'check'], stop: ['idle', 'close-sources'] },
  checking: { checked: ['asking'], failed: ['showing'], leave: ['scanning'], stop: ['idle', 'close-sources'] },
  asking: {
    read: ['checking', 'check'],
    count: ['asking'],
    confirm: ['recording', 'admit'],
    leave: ['scanning'],
    stop: ['idle', 'close-sources'],
  },
  recording: { recorded: ['showing', 'linger'], failed: ['showing'], stop: ['idle', 'close-sources'] },
  showing: {
    read: ['checking', 'check'],
    undo: ['undoing', 'annul'],
    leave: ['scanning'],
    elapsed: ['scanning'],
    stop: ['idle', 'close-sources'],
  },
  undoing: { annulled: ['showing', 'linger'], failed: ['showing'], stop: ['idle', 'close-sources'] },
};

describe('the table of the flow', () => {
  for (const state of Object.values(states)) {
    for (const event of Object.values(events)) {
      const move = moves[state.at][event.type];
      it(`${state.at} on ${event.type} ${move === undefined ? 'stays' : `goes to ${move[0]}`}`, () => {
        const step = reduce(state, event);
        if (move === undefined) expect(step).toEqual({ state, effects: [] });
        else {
          expect(step.state.at).toBe(move[0]);
          expect(step.effects.map(({ type }) => type)).toEqual(move[1] === undefined ? [] : [move[1]]);
        }
      });
    }
  }
});

describe('a card that comes while another is up', () => {
  it('does not disturb a question about the same card, however its reader spells it', () => {
    for (const text of ['A045198723', ']Q1A045198723', 'a045 198723', '*A045198723*'])
      for (const origin of ['camera', 'wedge', 'typed'] as const)
        expect(reduce(states.asking, { type: 'read', text, origin }).state).toBe(states.asking);
  });
  it('replaces a question about another, and says that the first was not recorded', () => {
    const { state, effects } = reduce(states.asking, events.read);
    expect(state).toEqual({ at: 'checking', turn: turn + 1, text: other, unrecorded: code });
    expect(effects).toEqual([{ type: 'check', turn: turn + 1, text: other }]);
    const next = reduce(state, { type: 'checked', turn: turn + 1, decision: barred });
    expect(next.state).toMatchObject({ at: 'showing', unrecorded: code });
  });
  it('is ignored after a verdict if the camera merely sees the same card still', () => {
    expect(reduce(states.showing, { type: 'read', text: code.text, origin: 'camera' }).state).toBe(states.showing);
  });
  it('is checked again after a verdict if somebody reads or types it', () => {
    for (const origin of ['wedge', 'typed'] as const)
      expect(reduce(states.showing, { type: 'read', text: code.text, origin }).state.at).toBe('checking');
  });
  it('is taken after a text that held nothing of a code', () => {
    const unreadable: FlowState = { ...states.showing, text: '???', code: undefined };
    expect(reduce(unreadable, events.read).state.at).toBe('checking');
  });
});

describe('what a decision leads to', () => {
  it('asks nothing where the register is silent and nothing may be recorded', () => {
    const { state } = reduce(states.checking, { type: 'checked', turn, decision: barred });
    expect(state).toMatchObject({ at: 'showing', shown: { outcome: 'undecided', cause: 'registry/busy' } });
  });
  it('begins with the fewest minors the card may bring', () => {
    const decision = { ...asked, minors: { least: 1, most: 4, who: 'clients' } as const };
    expect(reduce(states.checking, { type: 'checked', turn, decision }).state).toMatchObject({
      at: 'asking',
      minors: 1,
    });
  });
  it('keeps the count within what is allowed', () => {
    for (const count of [-1, 4, 1.5, Number.NaN])
      expect(reduce(states.asking, { type: 'count', minors: count }).state).toBe(states.asking);
    expect(reduce(states.asking, { type: 'count', minors: 3 }).state).toMatchObject({ minors: 3 });
  });
  it('lets a refusal stay until somebody puts it aside', () => {
    const verdict: Verdict = { outcome: 'undecided', cause: 'registry/failed' };
    expect(reduce(states.recording, { type: 'recorded', turn, verdict }).effects).toEqual([]);
  });
  it('offers an undo that failed once more, and one that went through no more', () => {
    expect(
      reduce({ ...states.showing, undo: { status: 'failed', cause: 'outbox/storage' } }, events.undo).state.at,
    ).toBe('undoing');
    for (const status of ['none', 'annulled', 'provisional'] as const)
      expect(reduce({ ...states.showing, undo: { status } }, events.undo).state.at).toBe('showing');
  });
});

const eventArb: fc.Arbitrary<FlowEvent> = fc.oneof(
  fc.constantFrom<FlowEvent>(events.start, events.ready, events.confirm, events.undo, events.leave),
  fc.record({
    type: fc.constant('read' as const),
    text: fc.constantFrom('A045198723', 'A999005458', 'E1234', ''),
    origin: fc.constantFrom('camera' as const, 'wedge' as const, 'typed' as const),
  }),
  fc.record({ type: fc.constant('count' as const), minors: fc.integer({ min: -2, max: 12 }) }),
  ...[events.checked, events.recorded, events.annulled, events.failed, events.elapsed].map((event) =>
    fc.integer({ min: 0, max: 12 }).map((at): FlowEvent => ({ ...event, turn: at })),
  ),
  fc.constant<FlowEvent>(events.stop),
);

describe('any run of events', () => {
  it('records only what was confirmed, within what is allowed, once; and forgets each card', () => {
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
            expect([before.at, event.type, after.at]).toEqual(['asking', 'confirm', 'recording']);
            const { least, most } = effect.decision.minors;
            expect(effect.party.minors >= least && effect.party.minors <= most).toBe(true);
          }
          if (after.at === 'idle' || after.at === 'starting' || after.at === 'scanning')
            expect(Object.keys(after).sort()).toEqual(['at', 'turn']);
          if (event.type === 'read' && effects.length > 0) expect(takesReadings(before)).toBe(true);
        }
        expect(turns).toEqual([...new Set(turns)].sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
  it('can always get back to waiting for a card', () => {
    for (const state of Object.values(states)) {
      if (state.at === 'idle') continue;
      const answered = reduce(reduce(reduce(state, events.ready).state, events.failed).state, events.leave).state;
      expect(answered.at).toBe('scanning');
    }
  });
});
