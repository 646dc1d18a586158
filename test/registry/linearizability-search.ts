/**
 * Decides whether a history of concurrent calls could have happened one after another: Wing and Gong's search with Lowe's
 * memoization (github.com/anishathalye/porcupine does the same in Go). Independent of registries.
 *
 * Exact: `linearizable` comes with an order that the caller can replay, `not-linearizable` means that none exists, and
 * `undecided` that the limit of steps was reached first.
 */

import type { Call, SequentialModel } from './linearizability-history.ts';
import { createLine, type Line } from './linearizability-line.ts';
import { mix } from './linearizability-random.ts';

export type Verdict<State> =
  | { readonly kind: 'linearizable'; readonly order: readonly number[]; readonly state: State; readonly steps: number }
  /** `stuckAt`: the calls, by index, that could come next in the longest order found, and whose responses all mismatch. */
  | { readonly kind: 'not-linearizable'; readonly longest: number; readonly stuckAt: readonly number[] }
  | { readonly kind: 'undecided'; readonly steps: number };

interface Step<State> {
  readonly index: number;
  readonly state: State;
  /** How near it brings the call that must come soonest; less is nearer. */
  readonly distance: number;
}

interface Frame<State> {
  readonly state: State;
  readonly options: readonly Step<State>[];
  next: number;
  /** The calls that this frame has ordered. */
  readonly taken: readonly number[];
}

/**
 * The number of search strategies, and the steps for each. Most histories take a few hundred steps with most
 * strategies, and a hundred thousand with a few: an unlucky one is left early. The last ones are long, for histories
 * that have no order at all.
 */
const tries = 14;
const stepsOfTry = (index: number) => 1_000 * 1.5 ** index;

/** By how much a strategy may prefer one call to another, in tickets between a response and the expected one. */
const maxWhim = 3;

/** Searches for an order, with several strategies one after another if the first takes long. */
export function findOrder<State, Request, Answer>(
  model: SequentialModel<State, Request, Answer>,
  calls: readonly Call<Request, Answer>[],
): Verdict<State> {
  let verdict: Verdict<State> = { kind: 'undecided', steps: 0 };
  for (let nth = 0; nth < tries && verdict.kind === 'undecided'; nth += 1) {
    verdict = searchOnce(model, calls, { maxSteps: stepsOfTry(nth), way: nth });
  }
  return verdict;
}

function searchOnce<State, Request, Answer>(
  model: SequentialModel<State, Request, Answer>,
  calls: readonly Call<Request, Answer>[],
  { maxSteps, way }: { readonly maxSteps: number; readonly way: number },
): Verdict<State> {
  const line = createLine(model, calls);
  const seen = new Set<string>();
  let longest = 0;
  let stuckAt: readonly number[] = [];
  const frames: Frame<State>[] = [enter(model, line, { from: model.initial, first: [], way })];
  for (let steps = 1; frames.length > 0; steps += 1) {
    const frame = frames[frames.length - 1];
    if (frame === undefined) break;
    if (line.answeredLeft === 0) return { kind: 'linearizable', order: [...line.order], state: frame.state, steps };
    if (steps > maxSteps) return { kind: 'undecided', steps };
    if (line.order.length >= longest) {
      longest = line.order.length;
      stuckAt = line.next();
    }
    const option = frame.options[frame.next];
    frame.next += 1;
    if (option === undefined) {
      line.putBack(frame.taken);
      frames.pop();
      continue;
    }
    line.take(option.index);
    const key = line.key(model.fingerprint(option.state));
    if (seen.has(key)) line.putBack([option.index]);
    else {
      seen.add(key);
      frames.push(enter(model, line, { from: option.state, first: [option.index], way }));
    }
  }
  return { kind: 'not-linearizable', longest, stuckAt };
}

/**
 * Orders every call that may come now and could only lose by waiting. Then returns the alternatives: first those that
 * bring the call with the earliest response nearest, because no call that started after that response may come before it.
 */
function enter<State, Request, Answer>(
  model: SequentialModel<State, Request, Answer>,
  line: Line<Request, Answer>,
  { from, first, way }: { readonly from: State; readonly first: readonly number[]; readonly way: number },
): Frame<State> {
  const taken = [...first];
  let state = from;
  for (;;) {
    const waiting = line.next();
    const settled = waiting.find((index) => {
      const { request, answered } = line.call(index);
      const applied = model.apply(state, request);
      if (answered !== undefined && !model.agrees(applied.answer, answered.answer)) return false;
      if (applied.state === state) return answered !== undefined;
      if (!model.quiet(state, applied.state)) return false;
      const mayNotWait = model.eager(applied.state, request) || (answered !== undefined && line.overlapsNone(index));
      if (!mayNotWait || model.hopeless(applied.state, request, answered !== undefined)) return false;
      state = applied.state;
      return true;
    });
    if (settled === undefined)
      return { state, options: optionsOf(model, line, { state, waiting, way }), next: 0, taken };
    line.take(settled);
    taken.push(settled);
  }
}

function optionsOf<State, Request, Answer>(
  model: SequentialModel<State, Request, Answer>,
  line: Line<Request, Answer>,
  { state, waiting, way }: { readonly state: State; readonly waiting: readonly number[]; readonly way: number },
): Step<State>[] {
  const soonest = line.soonest(waiting);
  const options = waiting.flatMap((index): Step<State>[] => {
    const { request, answered } = line.call(index);
    const applied = model.apply(state, request);
    if (applied.state === state || model.hopeless(applied.state, request, answered !== undefined)) return [];
    if (answered !== undefined && !model.agrees(applied.answer, answered.answer)) return [];
    const isSoonest = index === soonest?.index;
    const after = soonest && model.apply(applied.state, soonest.request).answer;
    const distance =
      isSoonest || soonest === undefined || after === undefined ? -1 : model.distance(after, soonest.answer);
    // All strategies but the first reorder alternatives that are nearly as near.
    const whim = way === 0 ? 0 : (mix(index * 97 + way) / 2 ** 31) * maxWhim;
    return [{ index, state: applied.state, distance: distance + whim + (answered === undefined ? 0.5 : 0) }];
  });
  return options.sort((a, b) => a.distance - b.distance);
}
