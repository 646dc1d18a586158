/**
 * Whether a history of concurrent calls could have happened one after the other: Wing and Gong's search with Lowe's
 * memory (github.com/anishathalye/porcupine does the same in Go). Knows nothing of registries.
 *
 * Exact: `linearizable` comes with an order that the caller can replay, `not-linearizable` means that there is none,
 * `undecided` that the budget of steps ran out first.
 */

import { createLine, type Line } from './linearizability-line.ts';
import { mix } from './linearizability-random.ts';

/** One call as its caller saw it. Times are of one clock, in any entry. */
export interface Call<Request, Answer> {
  readonly request: Request;
  readonly startedAt: number;
  /** `undefined` where no answer arrived: it may have happened at any time since, or never. */
  readonly answered: { readonly at: number; readonly answer: Answer } | undefined;
}

/** What one call after the other does. A state is a value: `apply` makes a new one, or gives back the same where nothing changes. */
export interface SequentialModel<State, Request, Answer> {
  readonly initial: State;
  apply(state: State, request: Request): { readonly state: State; readonly answer: Answer };
  /** Whether an answer that was seen is the one that should have been. */
  agrees(expected: Answer, seen: Answer): boolean;
  /** Equal for equal states; two numbers of 32 bits each, so that unequal ones hardly ever are. */
  fingerprint(state: State): readonly [number, number];
  /** What a request is about. Only requests with a name in common can see a quiet change of each other. */
  names(request: Request): readonly string[];
  /** Whether nobody but requests with a name in common can tell one state from the other. */
  quiet(before: State, after: State): boolean;
  /** True where the end that is known cannot be reached any more. Only spares time. */
  hopeless(state: State, request: Request, answered: boolean): boolean;
  /** Whether an unanswered request that leads to this state may as well happen at once. Only spares time. */
  eager(state: State, request: Request): boolean;
  /** How far an answer is from the one that should have been; 0 where they agree. Only says where to look first. */
  distance(expected: Answer, seen: Answer): number;
}

export type Verdict<State> =
  | { readonly kind: 'linearizable'; readonly order: readonly number[]; readonly state: State; readonly steps: number }
  /** `stuckAt`: calls, by index, that could come next in the longest order found, and whose answers all disagree. */
  | { readonly kind: 'not-linearizable'; readonly longest: number; readonly stuckAt: readonly number[] }
  | { readonly kind: 'undecided'; readonly steps: number };

interface Step<State> {
  readonly index: number;
  readonly state: State;
  /** How near it brings the call that has to come soonest; less is nearer. */
  readonly distance: number;
}

interface Frame<State> {
  readonly state: State;
  readonly options: readonly Step<State>[];
  next: number;
  /** The calls that this frame put in order. */
  readonly taken: readonly number[];
}

/**
 * How many ways to go about a search there are, and how long each is given. Most histories take a few hundred steps in
 * most ways, and the same ones a hundred thousand in others: an unlucky one is left early. The last are long, for where
 * there is no order at all.
 */
const tries = 14;
const stepsOfTry = (nth: number) => 1_000 * 1.5 ** nth;

/** By how much a way may prefer one call to another, in tickets that an answer is away from what it should be. */
const maxWhim = 3;

/** Searches for an order, in several ways one after the other where the first takes long. */
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
      line.giveBack(frame.taken);
      frames.pop();
      continue;
    }
    line.take(option.index);
    const key = line.key(model.fingerprint(option.state));
    if (seen.has(key)) line.giveBack([option.index]);
    else {
      seen.add(key);
      frames.push(enter(model, line, { from: option.state, first: [option.index], way }));
    }
  }
  return { kind: 'not-linearizable', longest, stuckAt };
}

/**
 * Puts every call in order that may come now and could only lose by waiting. Then the ways to go on: first those that
 * bring the call nearest whose answer came soonest, because nothing that has begun after that answer may come before it.
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
      const mayNotWait = model.eager(applied.state, request) || (answered !== undefined && line.meetsNobody(index));
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
    // In each way of searching but the first others come first of those that are nearly as near.
    const whim = way === 0 ? 0 : (mix(index * 97 + way) / 2 ** 31) * maxWhim;
    return [{ index, state: applied.state, distance: distance + whim + (answered === undefined ? 0.5 : 0) }];
  });
  return options.sort((a, b) => a.distance - b.distance);
}
