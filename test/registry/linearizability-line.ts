/** The calls of a history that are not in an order yet: which may come next. */

import type { Call, SequentialModel } from './linearizability-history.ts';
import { mix } from './linearizability-random.ts';

/** The calls that wait for their place in the order, and those that have one. */
export interface Line<Request, Answer> {
  readonly order: readonly number[];
  readonly answeredLeft: number;
  call(index: number): Call<Request, Answer>;
  /** The calls that no waiting call precedes, by when their responses arrived. */
  next(): readonly number[];
  /** Of the waiting calls, the one with the earliest response. */
  soonest(waiting: readonly number[]): { index: number; request: Request; answer: Answer } | undefined;
  take(index: number): void;
  putBack(indices: readonly number[]): void;
  /** True if no waiting call could have come before this one and been observed by it. */
  overlapsNone(index: number): boolean;
  /** Identifies the set of ordered calls, in any order, and the state after them. */
  key(fingerprint: readonly [number, number]): string;
}

export function createLine<State, Request, Answer>(
  model: SequentialModel<State, Request, Answer>,
  all: readonly Call<Request, Answer>[],
): Line<Request, Answer> {
  const calls = withoutRepeatedSilence(all);
  const byStart = calls.map((_, index) => index).sort((a, b) => call(a).startedAt - call(b).startedAt);
  const meetings = findMeetings(model, calls);
  const done = new Uint8Array(calls.length);
  const answered = calls.filter((one) => one.answered !== undefined);
  const order: number[] = [];
  let answeredLeft = answered.length;
  let [markA, markB] = [0, 0];

  function call(index: number): Call<Request, Answer> {
    const found = calls[index];
    if (found === undefined) throw new RangeError(`There is no call ${index}.`);
    return found;
  }

  function toggle(index: number, now: 0 | 1): void {
    done[index] = now;
    markA ^= mix(index * 2 + 1);
    markB ^= mix(index * 2 + 2);
    if (call(index).answered !== undefined) answeredLeft += now === 1 ? -1 : 1;
  }

  return {
    order,
    call,
    get answeredLeft() {
      return answeredLeft;
    },
    next() {
      let firstEnd = Number.POSITIVE_INFINITY;
      const found: number[] = [];
      for (const index of byStart) {
        if (done[index] === 1) continue;
        if (call(index).startedAt > firstEnd) break;
        found.push(index);
        firstEnd = Math.min(firstEnd, endOf(call(index)));
      }
      return found.sort((a, b) => compare(endOf(call(a)), endOf(call(b))) || a - b);
    },
    soonest(waiting) {
      const index = waiting.reduce((a, b) => (endOf(call(b)) < endOf(call(a)) ? b : a), waiting[0] ?? 0);
      const { request, answered } = call(index);
      return answered && { index, request, answer: answered.answer };
    },
    take(index) {
      toggle(index, 1);
      order.push(index);
    },
    putBack(indices) {
      for (const index of indices) toggle(index, 0);
      order.length -= indices.length;
    },
    overlapsNone: (index) => (meetings[index] ?? []).every((other) => done[other] === 1),
    key: ([a, b]) => `${(markA ^ a) >>> 0}.${(markB ^ b) >>> 0}`,
  };
}

/**
 * Leaves out unanswered calls with the same request as an earlier unanswered one. Every request here is idempotent, so
 * one of them explains as much as many.
 */
function withoutRepeatedSilence<Request, Answer>(calls: readonly Call<Request, Answer>[]): Call<Request, Answer>[] {
  const firsts = new Map<string, number>();
  for (const { request, startedAt, answered } of calls) {
    const key = JSON.stringify(request);
    if (answered === undefined) firsts.set(key, Math.min(startedAt, firsts.get(key) ?? startedAt));
  }
  // The indices stay the same: a call that is left out starts after everything else has ended.
  return calls.map((call) =>
    call.answered !== undefined || firsts.get(JSON.stringify(call.request)) === call.startedAt
      ? call
      : { ...call, startedAt: Number.POSITIVE_INFINITY },
  );
}

/**
 * Returns for each answered call the other overlapping ones that share a name with it, except copies of it. Their order
 * does not matter, because copies change nothing and get the same response if its own change is a quiet one.
 */
function findMeetings<State, Request, Answer>(
  model: SequentialModel<State, Request, Answer>,
  calls: readonly Call<Request, Answer>[],
): readonly (readonly number[])[] {
  const byName = new Map<string, number[]>();
  calls.forEach(({ request }, index) => {
    for (const name of model.names(request)) byName.set(name, [...(byName.get(name) ?? []), index]);
  });
  return calls.map((call, index) => {
    const related = new Set(model.names(call.request).flatMap((name) => byName.get(name) ?? []));
    return [...related].filter((other) => {
      const rival = calls[other];
      if (other === index || rival === undefined || rival.startedAt > endOf(call)) return false;
      return JSON.stringify(rival.request) !== JSON.stringify(call.request);
    });
  });
}

function endOf({ answered }: Call<unknown, unknown>): number {
  return answered?.at ?? Number.POSITIVE_INFINITY;
}

/** Infinity minus Infinity is NaN. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
