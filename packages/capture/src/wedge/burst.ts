import { matchesGrammar } from '../grammar.ts';
import type { SymbolGrammar } from '../reading.ts';

/**
 * The longest time between two keys of one burst. Readers send a character every 1 to 35 ms, people one every 30 to
 * 150 ms; where both overlap the grammar decides, as nobody types ten keys in a row at 35 ms.
 */
export const maxGapMs = 35;

/** How long a complete code waits for its Enter or Tab, and is taken without: nearly twice the slowest reader's gap. */
export const endAfterMs = 60;

/** The shortest burst worth calling a code of another kind; people roll three keys together. Guess, to be measured. */
const shortestForeign = 4;

/** A key, freed of the DOM. `atMs` is the event's own time, so that a busy page does not stretch a burst. */
export type Key =
  /** Puts the one character `char` into a field. */
  | { readonly type: 'char'; readonly char: string; readonly atMs: number }
  /** Ends what readers send. */
  | { readonly type: 'suffix'; readonly suffix: 'Enter' | 'Tab'; readonly atMs: number }
  /** Shift and the locks: readers press them between characters, and they say nothing. */
  | { readonly type: 'modifier'; readonly atMs: number }
  /** Any other key or combination, a repeat of a held one included: no reader's doing. */
  | { readonly type: 'other'; readonly atMs: number }
  /** No key at all: the wait asked for by `{ wait: true }` is over. */
  | { readonly type: 'silence' };

/** What was typed lately. */
export type BurstState =
  | { readonly type: 'idle' }
  /** Every key of `text` followed its predecessor within {@link maxGapMs}. */
  | { readonly type: 'typing'; readonly text: string; readonly lastAtMs: number }
  /** A code was taken; a second suffix of it may still come. */
  | { readonly type: 'taken'; readonly lastAtMs: number };

/** What to do about a key. Whatever is left out is not done. */
export interface BurstActions {
  /** A text of the grammar: put the noted fields back and tell it. Before all else. */
  readonly reading?: { readonly text: string; readonly lastAtMs: number };
  /** Note the focused field as it is before this key: `'first'` forgets what was noted for earlier bursts. */
  readonly note?: 'first' | 'next';
  /** Keep this key from the page. */
  readonly swallow?: true;
  /** A code of another kind: tell it, touch nothing. */
  readonly foreign?: true;
  /** Send `silence` after {@link endAfterMs}, unless a key comes first. */
  readonly wait?: true;
}

interface Step {
  readonly state: BurstState;
  readonly actions: BurstActions;
}

const idle: BurstState = { type: 'idle' };
const nothing: BurstActions = {};

/**
 * The state after a key and what to do about it. Pure.
 *
 * A key is never kept from the page on suspicion: characters always reach it, and only the suffix of a complete code of
 * the grammar is swallowed. So nobody who types loses a key, and a code of another kind arrives where it was meant.
 */
export function stepBurst(state: BurstState, key: Key, grammar: SymbolGrammar): Step {
  switch (key.type) {
    case 'char':
      return onChar(state, key.char, key.atMs, grammar);
    case 'suffix':
      return onSuffix(state, key.suffix, key.atMs, grammar);
    case 'modifier':
      return onModifier(state, key.atMs, grammar);
    case 'other':
    case 'silence':
      return isComplete(state, grammar) ? take(state, nothing) : { state: idle, actions: nothing };
    default:
      return key satisfies never;
  }
}

type Typing = Extract<BurstState, { type: 'typing' }>;

function onChar(state: BurstState, char: string, atMs: number, grammar: SymbolGrammar): Step {
  const continued = state.type === 'typing' && atMs - state.lastAtMs <= maxGapMs;
  const next: Typing = { type: 'typing', text: continued ? state.text + char : char, lastAtMs: atMs };
  const wait = isComplete(next, grammar) ? ({ wait: true } as const) : nothing;
  if (continued) return { state: next, actions: { ...wait, note: 'next' } };
  // A person's key, right behind a code without suffix: the code is taken first.
  const taken = isComplete(state, grammar) ? take(state, nothing).actions : nothing;
  return { state: next, actions: { ...taken, ...wait, note: 'first' } };
}

function onSuffix(state: BurstState, suffix: 'Enter' | 'Tab', atMs: number, grammar: SymbolGrammar): Step {
  if (state.type === 'idle') return { state, actions: nothing };
  const gapMs = atMs - state.lastAtMs;
  // Some readers send Tab and Enter, or Enter twice.
  if (state.type === 'taken') {
    return gapMs <= maxGapMs
      ? { state: { type: 'taken', lastAtMs: atMs }, actions: { swallow: true } }
      : { state: idle, actions: nothing };
  }
  if (isComplete(state, grammar) && gapMs <= endAfterMs) {
    return take({ ...state, lastAtMs: atMs }, { swallow: true });
  }
  const isForeign = suffix === 'Enter' && gapMs <= maxGapMs && state.text.length >= shortestForeign;
  return { state: idle, actions: isForeign ? { foreign: true } : nothing };
}

/** A modifier between two characters takes its share of the gap; it begins and ends nothing. */
function onModifier(state: BurstState, atMs: number, grammar: SymbolGrammar): Step {
  const isInBurst = state.type === 'typing' && atMs - state.lastAtMs <= maxGapMs;
  const actions: BurstActions = isComplete(state, grammar) ? { wait: true } : nothing;
  return { state: isInBurst ? { ...state, lastAtMs: atMs } : state, actions };
}

function isComplete(state: BurstState, grammar: SymbolGrammar): state is Typing {
  return state.type === 'typing' && matchesGrammar(state.text, grammar);
}

function take({ text, lastAtMs }: Typing, actions: BurstActions): Step {
  return { state: { type: 'taken', lastAtMs }, actions: { ...actions, reading: { text, lastAtMs } } };
}
