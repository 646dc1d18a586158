import { CaptureError } from '../errors.ts';
import type { ReadingSource, SymbolGrammar } from '../reading.ts';
import { createSource, type Run } from '../source.ts';
import { createBurst, type Key } from './burst.ts';
import type { Keyboard } from './judge.ts';
import { createKeptKeys } from './kept-keys.ts';
import { createNotedFields } from './noted-fields.ts';
import type { Stroke } from './stroke.ts';
import { createToKey } from './to-key.ts';

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
  /**
   * The keyboard the reader is set to, where it is known (docs/readers.md): settles what can be two different codes.
   * Default: `'unknown'`.
   */
  readonly keyboard?: Keyboard | undefined;
  /** The window whose keys are listened to. Default: the one this runs in. */
  readonly target?: Window | undefined;
  /** Default: the page's own clocks and `setTimeout`. */
  readonly environment?: WedgeEnvironment | undefined;
}

/** The page's own clocks and `setTimeout`. */
export const pageEnvironment: WedgeEnvironment = {
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
 * the grammar, whatever has the focus, whatever keyboard reader and computer are set to.
 *
 * Guarantees: of a code that is told, nothing stays in any input, textarea, list or editable element of the page. Its
 * first key lands and is taken out again (an `input` event follows); the others are kept until it is known whose they
 * are, at most 50 ms for a person's, and then typed where they were meant. The Enter or Tab that ends a code presses
 * nothing and is heard by nobody. A code of another kind is typed as it came.
 *
 * Out of reach are fields inside other frames and, for the first key, inside closed shadow roots. Keys in an element
 * with `data-kaiku-ignore` are let be.
 *
 * `start` throws `config/invalid` where there is no window, and after `close`; nothing else fails.
 */
export function wedgeSource(options: WedgeSourceOptions): ReadingSource {
  return createSource('wedge', (run) => listen(options, run));
}

/** Turns key events into keys, and does what the burst asks for, until aborted. */
async function listen(options: WedgeSourceOptions, { signal, running, tell }: Run): Promise<void> {
  const { grammar, keyboard = 'unknown', environment = pageEnvironment, target = globalThis.window } = options;
  if (target === undefined) {
    throw new CaptureError('config/invalid', 'There is no window whose keys to listen to.', { retryable: false });
  }
  const fields = createNotedFields();
  const keys = createKeptKeys();
  const toKey = createToKey();
  let callOff = (): void => {};
  /** What Alt and digits make comes by a `keypress` of its own, which is kept from the page where its stroke is. */
  let awaited: Stroke | undefined;

  const takeKey = createBurst(grammar, keyboard, {
    restore: fields.restore,
    retype: keys.retype,
    read({ codes, symbology, repairs }, lastAtMs) {
      const takenAtMs = environment.wallNowMs() - Math.max(0, environment.pageNowMs() - lastAtMs);
      const repaired = repairs.length > 0 && { repairs };
      for (const text of codes)
        tell({ type: 'reading', reading: { text, origin: 'wedge', symbology, takenAtMs, ...repaired } });
    },
    foreign(reason) {
      tell({ type: 'foreign', origin: 'wedge', symbology: undefined, ...(reason && { reason }) });
    },
    wait(ms) {
      const dueAtMs = environment.pageNowMs() + ms;
      callOff = environment.after(ms, () => {
        const atMs = environment.pageNowMs();
        // A code may be the beginning of a longer one: what is still queued must be seen before it is taken.
        if (atMs - dueAtMs > lateAfterMs) this.wait(ms);
        else takeKey({ type: 'silence', atMs });
      });
    },
  });

  function onKey(event: KeyboardEvent): void {
    if (keys.isOurs(event)) return;
    const path = event.composedPath();
    const [into] = path;
    const key: Key = path.some(isIgnored) ? { type: 'other', atMs: event.timeStamp } : toKey(event);
    const stroke = key.type === 'stroke' ? key.stroke : undefined;
    if (stroke && into) stroke.to = { event, target: into };
    if (key.type !== 'up' && key.type !== 'modifier') callOff();
    const { note, keep = false } = takeKey(key);
    if (note === 'first') fields.clear();
    if (note && !keep) fields.note(into);
    if (stroke?.byAlt) awaited = keep ? stroke : undefined;
    if (event.type === 'keyup' ? keys.isSilent(event) : keep) keys.keep(event);
  }

  function onKeyPress(event: KeyboardEvent): void {
    if (awaited?.typed === event.key) keys.keep(event);
    awaited = undefined;
  }

  const listening = { capture: true, signal };
  target.addEventListener('keydown', onKey, listening);
  target.addEventListener('keyup', onKey, listening);
  target.addEventListener('keypress', onKeyPress, listening);
  running();
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  callOff();
}

function isIgnored(target: EventTarget): boolean {
  return (target as Partial<Element>).hasAttribute?.(ignoreAttribute) === true;
}
