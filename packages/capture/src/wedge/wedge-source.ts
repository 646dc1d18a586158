import { CaptureError } from '../errors.ts';
import type { ReadingSource, SourceEvent, SymbolGrammar } from '../reading.ts';
import { createSource, type Run } from '../source.ts';
import { type BurstActions, type BurstState, endAfterMs, type Key, stepBurst } from './burst.ts';
import { createNotedFields } from './noted-fields.ts';
import { toKey } from './to-key.ts';

/** Clocks and timer of a wedge source, to be replaced in tests. */
export interface WedgeEnvironment {
  /** Now on the clock of `event.timeStamp`, in milliseconds. */
  readonly pageNowMs: () => number;
  /** Now in milliseconds since the Unix epoch. */
  readonly wallNowMs: () => number;
  /** Calls back once after the time. Returns what calls it off. */
  readonly after: (delayMs: number, call: () => void) => () => void;
}

/** What a wedge source is made of. */
export interface WedgeSourceOptions {
  /** The texts worth reading; any other burst is the page's. */
  readonly grammar: SymbolGrammar;
  /** The window whose keys are listened to. Default: the one this runs in. */
  readonly target?: Window | undefined;
  /** Default: the page's own clocks and `setTimeout`. */
  readonly environment?: WedgeEnvironment | undefined;
}

const pageEnvironment: WedgeEnvironment = {
  pageNowMs: () => performance.now(),
  wallNowMs: () => Date.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};

/** An element with this attribute, and all in it, keeps its keys for itself. */
const ignoreAttribute = 'data-kaiku-ignore';

/** A timer this late shows that the page was busy, so keys may wait behind it. Guess, to be measured. */
const lateAfterMs = 15;

/**
 * A {@link ReadingSource} that reads from readers which type: told from people by the times of the key events and by
 * the grammar, whatever has the focus.
 *
 * Guarantees: of a code that is told, nothing stays in any input, textarea, list or editable element of the page: its
 * `input` events come, and are followed by one that takes it back. The Enter or Tab that ends it presses nothing and is
 * heard by nobody. No other key is ever kept from the page.
 *
 * Out of reach are fields inside closed shadow roots and other frames, and editors that rewrite what is typed. A code
 * that begins within 35 ms of a person's key cannot be told from one text with it: it is not read, and scanned again.
 * Keys in an element with `data-kaiku-ignore` are let be.
 *
 * `start` throws `config/invalid` where there is no window, and after `close`; nothing else fails.
 */
export function wedgeSource(options: WedgeSourceOptions): ReadingSource {
  return createSource('wedge', (run) => listen(options, run));
}

/** Turns key events into keys, and does what the burst asks for, until aborted. */
async function listen(options: WedgeSourceOptions, { signal, running, tell }: Run): Promise<void> {
  const { grammar, environment = pageEnvironment, target = globalThis.window } = options;
  if (target === undefined) {
    throw new CaptureError('config/invalid', 'There is no window whose keys to listen to.', { retryable: false });
  }
  const fields = createNotedFields();
  let state: BurstState = { type: 'idle' };
  let callOff = (): void => {};
  /** The suffix whose `keydown` was swallowed: its `keyup` must not be heard either. */
  let swallowed: string | undefined;

  function onKeyDown(event: KeyboardEvent): void {
    const path = event.composedPath();
    const { note, swallow } = step(path.some(isIgnored) ? { type: 'other', atMs: event.timeStamp } : toKey(event));
    if (note === 'first') fields.clear();
    if (note !== undefined) fields.note(path[0]);
    if (swallow) swallowed = event.key;
    else if (swallowed === event.key) swallowed = undefined;
    if (swallow) keepFromPage(event);
  }

  function onKeyUp(event: KeyboardEvent): void {
    if (event.key !== swallowed) return;
    swallowed = undefined;
    keepFromPage(event);
  }

  /** Takes one key in, and does all that does not need its event. */
  function step(key: Key): BurstActions {
    const next = stepBurst(state, key, grammar);
    state = next.state;
    const { reading, foreign, wait } = next.actions;
    callOff();
    if (wait) awaitSilence();
    if (reading) {
      fields.restore(reading.text);
      const ageMs = Math.max(0, environment.pageNowMs() - reading.lastAtMs);
      tell(toReadingEvent(reading.text, environment.wallNowMs() - ageMs));
    }
    if (foreign) tell({ type: 'foreign', origin: 'wedge', symbology: undefined });
    return next.actions;
  }

  function awaitSilence(): void {
    const dueAtMs = environment.pageNowMs() + endAfterMs;
    callOff = environment.after(endAfterMs, () => {
      // A code may be the beginning of a longer one: what is still queued must be seen before it is taken.
      if (environment.pageNowMs() - dueAtMs > lateAfterMs) awaitSilence();
      else step({ type: 'silence' });
    });
  }

  target.addEventListener('keydown', onKeyDown, { capture: true, signal });
  target.addEventListener('keyup', onKeyUp, { capture: true, signal });
  running();
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  callOff();
}

function toReadingEvent(text: string, takenAtMs: number): SourceEvent {
  return { type: 'reading', reading: { text, origin: 'wedge', symbology: undefined, takenAtMs } };
}

function isIgnored(target: EventTarget): boolean {
  return (target as Partial<Element>).hasAttribute?.(ignoreAttribute) === true;
}

function keepFromPage(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
