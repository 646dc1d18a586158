/**
 * Searches a model breadth first: reaches each reachable state once, and checks it. The
 * first violation therefore has the shortest trace. Devices that are alike are not distinguished.
 */
import type { Invariant, InvariantName, Judge } from './invariant.ts';
import { invariants } from './invariants.ts';
import type { Layout, Model, State, Step } from './model-state.ts';
import { wasSent } from './network.ts';
import { createStateSet, type StateSet } from './state-set.ts';

export interface SearchReport {
  readonly states: number;
  /** Possible steps, summed over all states; most lead to states already known. */
  readonly transitions: number;
  /** Steps to the states farthest away. */
  readonly depth: number;
  readonly seconds: number;
  /** False if the search stopped early: then it has seen everything that is less than `depth` steps away. */
  readonly isComplete: boolean;
  readonly violation: Violation | undefined;
  /** Steps that were never possible. The search shows nothing about them. */
  readonly neverTaken: readonly string[];
}

export interface Violation {
  readonly invariant: InvariantName;
  readonly what: string;
  /** The shortest trace, in words. */
  readonly trace: readonly string[];
}

export interface SearchOptions {
  readonly maxStates?: number;
  /** Stops after this time. */
  readonly lastsMs?: number;
  /** Default: all. */
  readonly judgedBy?: readonly Invariant[];
}

export function search(model: Model, options: SearchOptions = {}): SearchReport {
  const { maxStates = 1e8, lastsMs = Number.POSITIVE_INFINITY, judgedBy = invariants } = options;
  const { layout, steps } = model;
  const startedAt = performance.now();
  const known = createStateSet(layout.width);
  const from = createParents();
  const exchange = createExchange(layout);
  const { ofSteps, ofStates } = assemble(model, judgedBy);
  const [before, after] = [new Int8Array(layout.width), new Int8Array(layout.width)];
  const isChanged = createComparison(before, after);
  const taken = new Uint8Array(steps.length);
  const messages = Int32Array.from(steps, ({ message = -1 }) => message);
  let [transitions, depth, lastOfDepth, looked] = [0, 0, 0, 0];
  const isTimeUp = () => looked % looksAtOnce === 0 && performance.now() - startedAt > lastsMs;

  /** Adds a state if it is new. Returns its violation. */
  function arrive(number: number): Violation | undefined {
    let wrong = judgeBy(ofSteps, after, before);
    exchange(after);
    if (known.add(after) >= 0) {
      from.add(number);
      wrong ??= judgeBy(ofStates, after, before);
    }
    return wrong && { ...wrong, trace: retrace(model, { known, from, number, exchange, end: after }) };
  }
  const report = (violation?: Violation): SearchReport => ({
    states: known.size,
    transitions,
    depth,
    seconds: (performance.now() - startedAt) / 1000,
    isComplete: violation === undefined && looked === known.size,
    violation,
    neverTaken: steps.filter((_, nth) => taken[nth] === 0).map(({ name }) => name),
  });

  after.set(model.initial);
  const atFirst = arrive(-1);
  if (atFirst !== undefined) return report(atFirst);
  for (; looked < known.size && known.size < maxStates && !isTimeUp(); looked += 1) {
    const number = looked;
    if (number > lastOfDepth) {
      depth += 1;
      lastOfDepth = known.size - 1;
    }
    known.get(number, before);
    after.set(before);
    for (let nth = 0; nth < steps.length; nth += 1) {
      const message = messages[nth] as number;
      if (message >= 0 && !wasSent(after, message)) continue;
      if (!(steps[nth] as Step).apply(after)) continue;
      taken[nth] = 1;
      transitions += 1;
      if (!isChanged()) continue;
      const violation = arrive(number);
      if (violation !== undefined) return report(violation);
      after.set(before);
    }
  }
  return report();
}

/**
 * Creates a function that returns whether the two states differ. Two steps in five change nothing, such as a repeated answer:
 * then the state need not be searched in the set.
 */
function createComparison(one: State, other: State): () => boolean {
  const [ours, theirs] = [new Int32Array(one.buffer), new Int32Array(other.buffer)];
  return () => {
    for (let word = 0; word < ours.length; word += 1) if (ours[word] !== theirs[word]) return true;
    return false;
  };
}

/** States between two readings of the clock. */
const looksAtOnce = 1024;

interface NamedJudge {
  readonly name: InvariantName;
  readonly judge: Judge;
}

function assemble(model: Model, judgedBy: readonly Invariant[]) {
  const judges = judgedBy.map(({ name, isOfSteps, judge }) => ({ name, isOfSteps, judge: judge(model) }));
  return {
    ofSteps: judges.filter(({ isOfSteps }) => isOfSteps),
    ofStates: judges.filter(({ isOfSteps }) => !isOfSteps),
  };
}

function judgeBy(judges: readonly NamedJudge[], after: State, before: State): Omit<Violation, 'trace'> | undefined {
  for (const { name, judge } of judges) {
    const what = judge(after, before);
    if (what !== undefined) return { invariant: name, what };
  }
  return undefined;
}

/** For each state, the one that it was reached from. */
function createParents() {
  let parents = new Int32Array(1 << 16);
  let size = 0;
  return {
    add(number: number): void {
      if (size === parents.length) {
        const larger = new Int32Array(size * 2);
        larger.set(parents);
        parents = larger;
      }
      parents[size++] = number;
    },
    of: (number: number) => parents[number] as number,
  };
}

/** Sorts the blocks of devices that are alike, so that states that differ only in their order are the same. */
function createExchange({ alike: { first, size, count } }: Layout): (state: State) => void {
  if (count < 2) return () => {};
  const held = new Int8Array(size);
  function isAfter(state: State, left: number, right: number): boolean {
    for (let byte = 0; byte < size; byte += 1) {
      const difference = (state[left + byte] as number) - (state[right + byte] as number);
      if (difference !== 0) return difference > 0;
    }
    return false;
  }
  return (state) => {
    for (let last = count - 1; last > 0; last -= 1) {
      for (let nth = 0; nth < last; nth += 1) {
        const left = first + nth * size;
        if (!isAfter(state, left, left + size)) continue;
        held.set(state.subarray(left, left + size));
        state.copyWithin(left, left + size, left + 2 * size);
        state.set(held, left + size);
      }
    }
  };
}

interface Found {
  readonly known: StateSet;
  readonly from: { of(number: number): number };
  /** The state before the last step. */
  readonly number: number;
  readonly exchange: (state: State) => void;
  readonly end: State;
}

/** Repeats the trace with devices that keep their names: each of its states is the found one except for the names. */
function retrace({ steps, initial }: Model, { known, from, number, exchange, end }: Found): readonly string[] {
  const way: string[] = [end.join()];
  const state = new Int8Array(initial.length);
  for (let at = number; from.of(at) >= 0; at = from.of(at)) {
    known.get(at, state);
    way.unshift(state.join());
  }
  state.set(initial);
  const next = new Int8Array(initial.length);
  const compared = new Int8Array(initial.length);
  return way.map((print, nth) => {
    for (const { name, apply } of steps) {
      next.set(state);
      if (!apply(next)) continue;
      compared.set(next);
      exchange(compared);
      if (compared.join() !== print) continue;
      state.set(next);
      return `${nth + 1}. ${name}`;
    }
    throw new Error('The search reached a state that its own steps do not lead to.');
  });
}

/** Returns a line about the extent of the search; for a violation, also a line for each step of its trace. */
export function inWords({ states, transitions, depth, seconds, isComplete, violation }: SearchReport): string {
  const extent = isComplete ? 'all of it' : 'not all of it';
  const line = `${states} states, ${transitions} transitions, ${depth} steps deep, ${seconds.toFixed(1)} s, ${extent}`;
  if (violation === undefined) return line;
  return [`${line}; ${violation.invariant} is broken: ${violation.what}`, ...violation.trace].join('\n  ');
}
