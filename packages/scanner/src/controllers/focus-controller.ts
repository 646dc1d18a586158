import type { LitElement, ReactiveController } from 'lit';
import type { FlowState, Origin } from '../flow/flow.ts';

/**
 * Puts the focus where the next key belongs: on the button that confirms, on the one that goes on, back in the field.
 * Only if the focus is in the element or nowhere: a field of the host page keeps it.
 */
export class FocusController implements ReactiveController {
  #host: LitElement;
  #flow: () => FlowState;
  #at: FlowState['at'] = 'idle';
  #origin: Origin | undefined;
  #mayMove = false;
  #hadFocus = false;

  constructor(host: LitElement, flow: () => FlowState) {
    this.#host = host;
    this.#flow = flow;
    host.addController(this);
  }

  /** How the card under way came. */
  cameBy(origin: Origin): void {
    this.#origin = origin;
  }

  hostUpdate(): void {
    // Before the paint: a button that is about to go takes the focus with it.
    this.#hadFocus = this.#host.shadowRoot?.activeElement != null;
    this.#mayMove = isFree(this.#host) || this.#hadFocus;
  }

  hostUpdated(): void {
    const { at } = this.#flow();
    // What had the focus has gone, such as a card's row of a group.
    const lost = this.#hadFocus && this.#host.shadowRoot?.activeElement == null;
    // … or the button that woke the camera.
    if (at === this.#at && at === 'scanning' && lost) this.#focus('.stage');
    if (at === this.#at && !(lost && at === 'gathering')) return;
    const before = this.#at;
    this.#at = at;
    if (!this.#mayMove) return;
    if (at === 'asking' || at === 'showing') this.#focus(`[data-focus=${at}]`);
    if (at === 'gathering') this.#focus(this.#origin === 'typed' ? '#code' : '[data-focus=gathering]');
    // After a typed card the next is likely typed too; else the field would only bring up a phone's keyboard.
    if (at === 'scanning' && before !== 'idle' && before !== 'starting')
      this.#focus(this.#origin === 'typed' ? '#code' : '.stage');
  }

  #focus(selector: string): void {
    const root = this.#host.shadowRoot;
    // A clerk who is typing the next code already goes on typing.
    if (root?.activeElement instanceof HTMLInputElement && root.activeElement.value !== '') return;
    root?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }
}

function isFree(host: LitElement): boolean {
  const { activeElement, body } = host.ownerDocument;
  return activeElement === null || activeElement === body;
}
