import type { Decision } from '@kaiku/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asked,
  barred,
  code,
  events,
  forWorker,
  hasTicket,
  minors,
  other,
  parts,
  provisional,
  reservedFor,
  states,
  undecided,
} from '../../../../test/scanner/support/flow-samples.ts';
import { type FlowEvent, type FlowState, initialFlow, reduce, takesReadings } from './flow.ts';
import { moves } from './moves.ts';

const eventArb: fc.Arbitrary<FlowEvent> = fc.oneof(
  fc.constantFrom<FlowEvent>(
    events.start,
    events.ready,
    events.confirm,
    events.gather,
    events.agree,
    events.inside,
    events.undo,
    events.correct,
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
      { ...states.asking, corrects: provisional },
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
