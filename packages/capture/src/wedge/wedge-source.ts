import { CaptureError } from '../errors.ts';
import type { ReadingSource, SymbolGrammar } from '../reading.ts';
import { createSource, type Run } from '../source.ts';
import { createBurst } from './burst.ts';
import { createClassify, type Keyboard } from './classify.ts';
import { createKeptKeys } from './kept-keys.ts';
import type { Key } from './key.ts';
import { noteField } from './noted-fields.ts';
import { createToKey } from './to-key.ts';

/** What of a window a wedge source uses: its keys and its clocks. */
export interface WedgeWindow extends EventTarget {
  /** The clock of `event.timeStamp`. */
  readonly performance: { now(): number };
  readonly Date: { now(): number };
  setTimeout(call: () => void, ms: number): number;
  clearTimeout(timer: number | undefined): void;
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
  /**
   * Asked at each key, before anything is done with it: while it returns false, keys are the page's. Default: always true.
   */
  readonly listens?: (() => boolean) | undefined;
  /** The window whose keys are listened to. Default: the one this runs in. */
  readonly target?: WedgeWindow | undefined;
}

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
  return createSource('wedge', (run) => readKeys(options, run));
}

/** Turns key events into keys, and does what the burst asks for, until aborted. */
async function readKeys(options: WedgeSourceOptions, { signal, running, emit }: Run): Promise<void> {
  const { grammar, keyboard, listens = () => true, target: page = globalThis.window } = options;
  if (!page) {
    throw new CaptureError('config/invalid', 'There is no window.', { retryable: false });
  }
  const nowMs = (): number => page.performance.now();
  const keys = createKeptKeys();
  const toKey = createToKey();
  /** Of each field that the burst has typed into, what puts it back. */
  const restores = new Map<EventTarget, () => void>();
  let timer: number | undefined;
  /** What Alt and digits make comes by a `keypress` of its own, which is kept from the page where its stroke is. */
  let awaited = '';

  const burst = createBurst(createClassify(grammar, keyboard), {
    begin: () => restores.clear(),
    restore() {
      for (const restore of restores.values()) restore();
    },
    retype: keys.retype,
    read({ codes, symbology, repairs }, lastKeyAtMs) {
      const takenAtMs = page.Date.now() - nowMs() + lastKeyAtMs;
      for (const text of codes)
        emit({ type: 'reading', reading: { text, origin: 'wedge', symbology, takenAtMs, repairs } });
    },
    unrecognised(reason) {
      emit({ type: 'unrecognised', origin: 'wedge', reason });
    },
    wait(ms) {
      const dueAtMs = nowMs() + ms;
      timer = page.setTimeout(() => {
        const atMs = nowMs();
        // A code may be the beginning of a longer one: what is still queued must be seen before it is taken.
        if (atMs - dueAtMs > lateAfterMs) this.wait(ms);
        else burst.endWait(atMs);
      }, ms);
    },
  });

  function onKey(event: KeyboardEvent): void {
    const path = event.composedPath();
    if (keys.isOurs(event) || path.some(isIgnored) || !listens()) return;
    if (event.type === 'keypress') {
      keys.settle(event, awaited === event.key);
      return;
    }
    const target = path[0] as HTMLElement;
    const key: Key = { ...toKey(event), event, target };
    if (key.type !== 'up' && key.type !== 'modifier') page.clearTimeout(timer);
    const keep = burst.take(key);
    if (!keep && !restores.has(target)) restores.set(target, noteField(target));
    awaited = keep && key.byAlt ? key.typed : '';
    keys.settle(event, keep);
  }

  for (const type of ['keydown', 'keyup', 'keypress'])
    page.addEventListener(type, onKey as EventListener, { capture: true, signal });
  running();
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  page.clearTimeout(timer);
}

function isIgnored(target: EventTarget): boolean | undefined {
  return (target as Partial<Element>).hasAttribute?.(ignoreAttribute);
}
