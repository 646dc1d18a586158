import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FlowEvent, FlowState } from '../flow/flow.ts';

interface KeyboardControllerOptions {
  readonly flow: () => FlowState;
  /** False while the element is asleep: the keys are the page's. */
  readonly listens: () => boolean;
  readonly dispatch: (event: FlowEvent) => void;
}

/**
 * Keys closer together than this may come from a reader. Wider than what `@kaiku/capture` takes for a burst (35 ms), for
 * a key ignored here is pressed again, and a count set by a passing card is not noticed. Guess, to be measured.
 */
const readerGapMs = 50;

/** Turns keys pressed inside the element into what the clerk means by them. Keys elsewhere on the page are the page's. */
export class KeyboardController implements ReactiveController {
  #host: ReactiveControllerHost & HTMLElement;
  #options: KeyboardControllerOptions;
  #lastKeyAtMs = Number.NEGATIVE_INFINITY;
  /** How many keys came in one go on the same screen, this one included. */
  #run = 0;
  #at: FlowState['at'] = 'idle';

  constructor(host: ReactiveControllerHost & HTMLElement, options: KeyboardControllerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener('keydown', this.#onKeyDown, { capture: true });
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('keydown', this.#onKeyDown, { capture: true });
  }

  #onKeyDown = (event: KeyboardEvent): void => {
    if (!this.#options.listens()) return;
    const { at } = this.#options.flow();
    const goesOn = at === this.#at && event.timeStamp - this.#lastKeyAtMs < readerGapMs;
    this.#run = goesOn ? this.#run + 1 : 1;
    this.#lastKeyAtMs = event.timeStamp;
    this.#at = at;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const target = event.composedPath()[0];
    if (target instanceof HTMLInputElement && (event.key !== 'Escape' || target.value !== '')) return;
    const presses = event.key === 'Enter' || event.key === ' ';
    // A held key was pressed for the screen before; the end of a burst was pressed by nobody. Neither may press the
    // button that has the focus now. Two quick keys may yet be fingers rolling from the count to Enter.
    if (presses && (event.repeat || this.#run > 2)) {
      event.preventDefault();
      return;
    }
    if (!presses && this.#run > 1) return;
    // What has the focus answers itself.
    if (presses && target instanceof Element && target.closest('button, summary') !== null) return;
    const meant = meaningOf(event.key, this.#options.flow());
    if (meant === undefined) return;
    event.preventDefault();
    this.#options.dispatch(meant);
  };
}

/** What a key means where the flow stands; `undefined` where it means nothing here and is the page's. */
function meaningOf(key: string, state: FlowState): FlowEvent | undefined {
  if (key === 'Escape') return { type: state.at === 'gathering' ? 'remove' : 'leave' };
  // Not the arrows nor Page Down: a verdict may have to be scrolled.
  if (state.at === 'showing') return key === 'Enter' || key.length === 1 ? { type: 'leave' } : undefined;
  const minors = countedBy(state);
  if (minors === undefined) return undefined;
  if (key === 'Enter') return { type: 'confirm' };
  if (key === '+') return { type: 'count', minors: minors + 1 };
  if (key === '-') return { type: 'count', minors: minors - 1 };
  return /^[0-9]$/.test(key) ? { type: 'count', minors: Number(key) } : undefined;
}

/** The minors that the number keys set: those of the card that is asked about; of a group, those of its last card. */
function countedBy(state: FlowState): number | undefined {
  if (state.at === 'asking') return state.minors;
  return state.at === 'gathering' ? state.parts.at(-1)?.minors : undefined;
}
