/** The calls of a history in line: which may come next, and which have been put in order. */
import { mix } from './linearizability-random.ts';
import type { Call, SequentialModel } from './linearizability-search.ts';

/** The calls that stand in line, and those that have been put in order. */
export interface Line<Request, Answer> {
  readonly order: readonly number[];
  readonly answeredLeft: number;
  call(index: number): Call<Request, Answer>;
  /** The calls that nothing still in line precedes, by when they were answered. */
  next(): readonly number[];
  /** Of those that wait, the answered call whose answer came first. */
  soonest(waiting: readonly number[]): { index: number; request: Request; answer: Answer } | undefined;
  take(index: number): void;
  giveBack(indices: readonly number[]): void;
  /** Whether no call still in line could have come before this one and been noticed by it. */
  meetsNobody(index: number): boolean;
  /** Tells apart what was put in order so far, whatever the order, and the state it led to. */
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
    giveBack(indices) {
      for (const index of indices) toggle(index, 0);
      order.length -= indices.length;
    },
    meetsNobody: (index) => (meetings[index] ?? []).every((other) => done[other] === 1),
    key: ([a, b]) => `${(markA ^ a) >>> 0}.${(markB ^ b) >>> 0}`,
  };
}

/**
 * Without unanswered calls that ask for the same as an earlier unanswered one. Every request here is one that changes
 * nothing when it comes again, so one of them explains as much as many.
 */
function withoutRepeatedSilence<Request, Answer>(calls: readonly Call<Request, Answer>[]): Call<Request, Answer>[] {
  const firsts = new Map<string, number>();
  for (const { request, startedAt, answered } of calls) {
    const key = JSON.stringify(request);
    if (answered === undefined) firsts.set(key, Math.min(startedAt, firsts.get(key) ?? startedAt));
  }
  // The indices stay: a call that is not needed becomes one that has not started before everything was over.
  return calls.map((call) =>
    call.answered !== undefined || firsts.get(JSON.stringify(call.request)) === call.startedAt
      ? call
      : { ...call, startedAt: Number.POSITIVE_INFINITY },
  );
}

/**
 * For each answered call the others that overlap it and have a name in common, but for copies of itself: which of those
 * came first is all the same, as the others change nothing and are answered like it where its own change is a quiet one.
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

/** Infinity is not greater than itself, but their difference is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
