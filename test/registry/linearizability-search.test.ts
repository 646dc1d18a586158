/** Tests of the search: it accepts histories that are right by construction, and finds each way of being wrong. */
import { describe, expect, it } from 'vitest';
import { chooseRequest } from './linearizability-clients.ts';
import type { Call } from './linearizability-history.ts';
import { createShowModel } from './linearizability-model.ts';
import { checkHistory, type EndRows } from './linearizability-oracle.ts';
import { createRandom } from './linearizability-random.ts';
import type { ModelRequest, Reply } from './linearizability-requests.ts';
import type { ShowState } from './linearizability-rows.ts';

type ShowCall = Call<ModelRequest, Reply>;
interface History {
  readonly cap: number;
  readonly calls: readonly ShowCall[];
  readonly end: EndRows;
}

const cards = Array.from({ length: 9 }, (_, index) => `A50000000${index}`);

/** Returns calls that overlap sixteen at a time. Each happened at one moment between its start and its end. */
function lived(seed: number, howMany: number): History {
  const random = createRandom(seed);
  const cap = 4 + random.below(12);
  const model = createShowModel(cap);
  let state: ShowState = model.initial;
  const sent: ModelRequest[] = [];
  const calls: ShowCall[] = [];
  const again: { readonly at: number; readonly request: ModelRequest }[] = [];
  for (let moment = 0; moment < howMany; moment += 1) {
    const due = again[0] !== undefined && again[0].at <= moment ? again.shift() : undefined;
    const request = due?.request ?? chooseRequest({ sent }, cards, random);
    sent.push(request);
    const startedAt = Math.max(due?.at ?? 0, moment - random.next() * 8);
    const applied = model.apply(state, request);
    const lost = random.chance(0.15);
    // A call whose response is lost may or may not have happened. Most of them are repeated until they have one.
    if (!lost || random.chance(0.5)) state = applied.state;
    if (lost && random.chance(0.9)) again.push({ at: moment + 1, request });
    const answered = { at: moment + random.next() * 8, answer: applied.answer };
    calls.push({ request, startedAt, answered: lost ? undefined : answered });
  }
  return { cap, calls, end: { taken: state.taken, rows: state.rows } };
}

const checked = ({ cap, calls, end }: History) => checkHistory({ id: 'show', cap, calls }, end);
const right = { kind: 'decided', violations: [] };

describe('a history that happened', () => {
  it.each(Array.from({ length: 200 }, (_, index) => index + 1))('is accepted (seed %i)', (seed) => {
    expect(checked(lived(seed, 200))).toEqual(right);
  });
});

describe('pruning', () => {
  /** Swaps one response for another, or adds a ticket to one. Most results are impossible, a few are not. */
  function doctored({ cap, calls, end }: History, seed: number): History {
    const random = createRandom(seed);
    const [here, there] = [random.below(calls.length), random.below(calls.length)];
    const other = calls[there]?.answered?.answer;
    const altered = calls.map((one, index) => {
      if (index !== here || one.answered === undefined || other === undefined) return one;
      const { taken } = one.answered.answer;
      const answer =
        seed % 2 === 0 ? other : { ...one.answered.answer, taken: taken === undefined ? undefined : taken + 1 };
      return { ...one, answered: { ...one.answered, answer } };
    });
    return { cap, calls: altered, end };
  }

  it('changes no result', () => {
    const found = { right: 0, wrong: 0 };
    for (let seed = 1; seed <= 400; seed += 1) {
      const history = seed % 3 === 0 ? lived(seed, 22) : doctored(lived(seed, 22), seed);
      const { cap, calls, end } = history;
      const unaided = checkHistory({ id: 'show', cap, calls }, end, { ...createShowModel(cap), quiet: () => false });
      const aided = checked(history);
      if (unaided.kind !== 'decided' || aided.kind !== 'decided') throw new Error(`Seed ${seed} is not decided.`);
      expect([seed, aided.violations.length]).toEqual([seed, unaided.violations.length]);
      found[aided.violations.length === 0 ? 'right' : 'wrong'] += 1;
    }
    expect(Math.min(found.right, found.wrong)).toBeGreaterThan(50);
  });
});

describe('a history that cannot have happened', () => {
  const ask = (id: string, card: string): ModelRequest => ({
    ...{ kind: 'record', mode: 'request', id, how: 'door' },
    uses: [{ id: `${id}1`, card, minors: 0 }],
  });
  const call = (
    request: ModelRequest,
    from: number,
    to: number,
    outcome: string,
    taken: number,
    flags = '',
  ): ShowCall => ({
    request,
    startedAt: from,
    answered: { at: to, answer: { outcome, flags, taken } },
  });
  const ended = (
    taken: number,
    ...rows: (readonly [id: string, state: 'counted' | 'refused' | 'voided'])[]
  ): EndRows => ({
    taken,
    // A visit, and its usage if it was counted.
    rows: new Map(
      rows.flatMap(([id, state]) =>
        (state === 'refused' ? [id] : [id, `${id}1`]).map((one) => [one, { state, flags: [] }] as const),
      ),
    ),
  });

  it('has a counterpart that can have happened', () => {
    const calls = [call(ask('a', 'A1'), 0, 5, '201 counted', 2), call(ask('b', 'A2'), 1, 4, '201 counted', 1)];
    expect(checked({ cap: 2, calls, end: ended(2, ['a', 'counted'], ['b', 'counted']) })).toEqual(right);
  });

  const cases: readonly (readonly [string, History])[] = [
    [
      'because the cap was exceeded',
      {
        cap: 1,
        calls: [call(ask('a', 'A1'), 0, 5, '201 counted', 1), call(ask('b', 'A2'), 1, 4, '201 counted', 2)],
        end: ended(2, ['a', 'counted'], ['b', 'counted']),
      },
    ],
    [
      'because it was acknowledged before it was committed, and lost',
      { cap: 4, calls: [call(ask('a', 'A1'), 0, 1, '201 counted', 1)], end: ended(0) },
    ],
    [
      'because it was acknowledged before it was committed, and a later reader did not see it',
      {
        cap: 4,
        calls: [call(ask('a', 'A1'), 0, 1, '201 counted', 1), call({ kind: 'read' }, 2, 3, 'read', 0)],
        end: ended(1, ['a', 'counted']),
      },
    ],
    [
      'because one id was counted twice',
      {
        cap: 4,
        calls: [call(ask('a', 'A1'), 0, 5, '201 counted', 1), call(ask('a', 'A1'), 1, 4, '201 counted', 2)],
        end: ended(2, ['a', 'counted']),
      },
    ],
    [
      'because one card was counted twice',
      {
        cap: 4,
        calls: [call(ask('a', 'A1'), 0, 5, '201 counted', 1), call(ask('b', 'A1'), 1, 4, '201 counted', 2)],
        end: ended(2, ['a', 'counted'], ['b', 'counted']),
      },
    ],
    [
      'because a request was refused although there was room',
      { cap: 1, calls: [call(ask('a', 'A1'), 0, 1, '409 cap-reached', 0)], end: ended(0, ['a', 'refused']) },
    ],
    [
      'because the repetition of a refused request was counted after room was made',
      {
        cap: 1,
        calls: [
          call(ask('a', 'A1'), 0, 1, '201 counted', 1),
          call(ask('b', 'A2'), 2, 3, '409 cap-reached', 1),
          call({ kind: 'void', id: 'a', uses: [{ id: 'a1' }] }, 4, 5, '200 voided', 0),
          call(ask('b', 'A2'), 6, 7, '201 counted', 1),
        ],
        end: ended(1, ['a', 'voided'], ['b', 'counted']),
      },
    ],
    [
      'because a voided id was counted afterwards',
      {
        cap: 1,
        calls: [
          call({ kind: 'void', id: 'a', uses: [{ id: 'a1' }] }, 0, 1, '200 voided', 0),
          call(ask('a', 'A1'), 2, 3, '201 counted', 1),
        ],
        end: ended(1, ['a', 'counted']),
      },
    ],
    ['because the registry has a row that no client sent', { cap: 1, calls: [], end: ended(1, ['a', 'counted']) }],
  ];
  it.each(cases)('is detected %s', (_, history) => {
    expect(checked(history)).toMatchObject({ kind: 'decided', violations: [expect.stringContaining('no order')] });
  });

  it.each(Array.from({ length: 40 }, (_, index) => index + 1))(
    'is detected by one altered response (seed %i)',
    (seed) => {
      const { cap, calls, end } = lived(seed, 120);
      const chosen = createRandom(seed).below(calls.length);
      const doctored = calls.map((one, index) => {
        const { answered } = one;
        // One ticket more than there ever were, so no order of the others explains it.
        return index >= chosen && answered?.answer.taken !== undefined
          ? { ...one, answered: { ...answered, answer: { ...answered.answer, taken: 1_000 } } }
          : one;
      });
      expect(checked({ cap, calls: doctored, end })).toMatchObject({ violations: [expect.any(String)] });
    },
  );
});
