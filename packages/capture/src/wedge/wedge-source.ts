import { CaptureError } from '../errors.ts';
import type { ReadingSource, SymbolGrammar } from '../reading.ts';
import { createSource, type Run } from '../source.ts';
import { createBurst } from './burst.ts';
import { createClassify, type Keyboard } from './classify.ts';
import { createKeptKeys } from './kept-keys.ts';
import type { Key } from './key.ts';
import { noteField } from './noted-fields.ts';
import { createToKey } from './to-key.ts';

/** The part of a window that a wedge source uses: its keys and its clocks. */
export interface WedgeWindow extends EventTarget {
  /** The clock of `event.timeStamp`. */
  readonly performance: { now(): number };
  /** The wall clock. */
  readonly Date: { now(): number };
  /** Calls a function once after a time in milliseconds. Returns the timer. */
  setTimeout(call: () => void, ms: number): number;
  /** Cancels a timer. */
  clearTimeout(timer: number | undefined): void;
}

/** Options of {@link wedgeSource}. */
export interface WedgeSourceOptions {
  /** The texts worth reading. All other keys go to the page. */
  readonly grammar: SymbolGrammar;
  /**
   * The keyboard that the reader is set to, if known (docs/readers.md): it decides between two possible codes.
   * @default 'unknown'
   */
  readonly keyboard?: Keyboard | undefined;
  /**
   * Called for each key. While it returns false, all keys go to the page.
   * @default always true
   */
  readonly listens?: (() => boolean) | undefined;
  /** The window whose keys are read. @default the current one */
  readonly target?: WedgeWindow | undefined;
}

/** Keys in an element with this attribute are not read. */
const ignoreAttribute = 'data-kaiku-ignore';

/** If a timer is later than this, the page was busy, and keys may still be queued. Guess, to be measured. */
const lateAfterMs = 15;

/**
 * Creates a {@link ReadingSource} for readers that type. It distinguishes them from people by the times of the key events
 * and by the grammar, whatever has the focus, and whatever keyboard reader and computer are set to.
 *
 * Guarantees: no character of a code that is read stays in an input, textarea, list or editable element of the page. Its
 * first key arrives and is removed again (an `input` event follows). The others are withheld until it is known who sent
 * them, at most 50 ms for a person's, and are then typed into their targets. The page does not receive the Enter or Tab
 * that ends a code. An unrecognised code is typed as it came.
 *
 * Fields inside iframes are out of reach and, for the first key, fields inside closed shadow roots. Keys in an element
 * with `data-kaiku-ignore` are not read.
 *
 * `start` throws `config/invalid` without a window and after `close`; nothing else fails.
 */
export function wedgeSource(options: WedgeSourceOptions): ReadingSource {
  return createSource('wedge', (run) => readKeys(options, run));
}

/** Feeds key events to the burst, and carries out its decisions, until aborted. */
async function readKeys(options: WedgeSourceOptions, { signal, running, emit }: Run): Promise<void> {
  const { grammar, keyboard, listens = () => true, target: page = globalThis.window } = options;
  if (!page) {
    throw new CaptureError('config/invalid', 'wedgeSource needs a window. Pass `target`, or start it in a page.', {
      retryable: false,
    });
  }
  const nowMs = (): number => page.performance.now();
  const keys = createKeptKeys();
  const toKey = createToKey();
  /** For each field that the burst typed into, the function that restores it. */
  const restores = new Map<EventTarget, () => void>();
  let timer: number | undefined;
  /** The character of Alt and digits has its own `keypress`, which is withheld with its keystroke. */
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
        // A code may be the start of a longer one, so keys that are still queued come first.
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
