import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isTextField } from '../browser/text-field.ts';
import type { FlowEvent, FlowState } from '../flow/flow.ts';
import type { Session } from '../session/session.ts';

/**
 * Keys closer together than this may be sent by a reader. More than the 35 ms of `@kaiku/capture`: a clerk presses an ignored
 * key again, but does not notice a count that a passing card has set. Guess, to be measured.
 */
const readerGapMs = 50;

/** Turns keys pressed inside the element into events of the flow. Keys elsewhere belong to the page. */
export class KeyboardController implements ReactiveController {
  readonly #host: HTMLElement;
  readonly #session: Pick<Session, 'flow' | 'dispatch'>;
  readonly #isAwake: () => boolean;
  #lastKeyAtMs = Number.NEGATIVE_INFINITY;
  /** The number of keys pressed in quick succession on the same screen, this one included. */
  #run = 0;
  #at: FlowState['at'] = 'idle';

  /** `isAwake`: while it is false, all keys belong to the page. */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    session: Pick<Session, 'flow' | 'dispatch'>,
    isAwake: () => boolean,
  ) {
    this.#host = host;
    this.#session = session;
    this.#isAwake = isAwake;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener('keydown', this.#onKeyDown, { capture: true });
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('keydown', this.#onKeyDown, { capture: true });
  }

  #onKeyDown = (event: KeyboardEvent): void => {
    if (!this.#isAwake()) return;
    const { flow } = this.#session;
    const { at } = flow;
    const isSameRun = at === this.#at && event.timeStamp - this.#lastKeyAtMs < readerGapMs;
    this.#run = isSameRun ? this.#run + 1 : 1;
    this.#lastKeyAtMs = event.timeStamp;
    this.#at = at;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const target = event.composedPath()[0];
    if (isTextField(target) && (event.key !== 'Escape' || target.value !== '')) return;
    const presses = event.key === 'Enter' || event.key === ' ';
    // A held key was meant for the screen before, and the end of a scan was not pressed by a person. Neither may press the
    // focused button. Two quick keys may still be typed: a number, then Enter.
    if (presses && (event.repeat || this.#run > 2)) {
      event.preventDefault();
      return;
    }
    if (!presses && this.#run > 1) return;
    // The focused button handles the key itself.
    if (presses && target instanceof Element && target.closest('button, summary') !== null) return;
    const flowEvent = toFlowEvent(event.key, flow);
    if (flowEvent === undefined) return;
    event.preventDefault();
    this.#session.dispatch(flowEvent);
  };
}

/** Returns the event of a key in a state; `undefined` if the key has no meaning there and belongs to the page. */
function toFlowEvent(key: string, state: FlowState): FlowEvent | undefined {
  if (key === 'Escape') return { type: state.at === 'gathering' ? 'remove' : 'leave' };
  // Not the arrows or Page Down, which scroll a long answer.
  if (state.at === 'showing') return key === 'Enter' || key.length === 1 ? { type: 'leave' } : undefined;
  const minors = minorsOf(state);
  if (minors === undefined) return undefined;
  if (key === 'Enter') return { type: 'confirm' };
  if (key === '+') return { type: 'count', minors: minors + 1 };
  if (key === '-') return { type: 'count', minors: minors - 1 };
  return /^[0-9]$/.test(key) ? { type: 'count', minors: Number(key) } : undefined;
}

/** Returns the minors that the number keys set: those of the card on the screen; in a group, those of its last card. */
function minorsOf(state: FlowState): number | undefined {
  if (state.at === 'asking') return state.minors;
  return state.at === 'gathering' ? state.parts.at(-1)?.minors : undefined;
}
