import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { above, isDisplayed, isInert, modalOf, rootsOf } from '../browser/reach.ts';
import type { SessionSettings } from '../session/settings.ts';

type Host = ReactiveControllerHost & HTMLElement & Pick<SessionSettings, 'active'>;

/** The attributes that can hide an element or make it inert, on it or on an ancestor. */
const attributes = ['hidden', 'inert', 'class', 'style', 'open', 'popover'];

/**
 * Knows if the element is awake: in the page, active, displayed, and usable by a person. docs/element.md#awake-and-asleep is
 * the table of states and events. No observer notices every change, so call `look` before anything that counts.
 */
export class AwakeController implements ReactiveController {
  readonly #host: Host;
  readonly #onChange: (awake: boolean) => void;
  #awake = false;
  #above: ReadonlySet<Node> = new Set();
  #changes: MutationObserver | undefined;
  #unwatch = () => {};

  /** `onChange` is called after each change. */
  constructor(host: Host, onChange: (awake: boolean) => void) {
    this.#host = host;
    this.#onChange = onChange;
    host.addController(this);
  }

  /** The result of the last look. */
  get awake(): boolean {
    return this.#awake;
  }

  /** Returns true if the element is awake now. Calls `onChange` first if that has changed. */
  readonly look = (): boolean => {
    const awake = this.#isAwake();
    if (awake !== this.#awake) {
      this.#awake = awake;
      this.#onChange(awake);
      this.#host.requestUpdate();
    }
    if (!awake && this.#host.isConnected) this.#watchModal();
    return awake;
  };

  hostConnected(): void {
    const host = this.#host;
    this.#above = new Set([host, ...above(host)]);
    // With the next frame: a change of size inside the observer's callback would be an error (“ResizeObserver loop”).
    const sizes = new ResizeObserver(() => requestAnimationFrame(this.look));
    const places = new IntersectionObserver(this.look);
    const changes = new MutationObserver((records) => {
      if (records.some((record) => this.#concerns(record))) this.look();
    });
    this.#changes = changes;
    sizes.observe(host);
    places.observe(host);
    for (const root of rootsOf(host))
      changes.observe(root, { subtree: true, childList: true, attributeFilter: attributes });
    document.addEventListener('focusin', this.look, { capture: true });
    this.#unwatch = () => {
      for (const observer of [sizes, places, changes]) observer.disconnect();
      document.removeEventListener('focusin', this.look, { capture: true });
    };
    this.look();
  }

  hostUpdate(): void {
    this.look();
  }

  hostDisconnected(): void {
    this.#unwatch();
    this.look();
  }

  #isAwake(): boolean {
    if (!this.#host.isConnected || !this.#host.active) return false;
    // Looks at the screen inside, because the element itself may have no box (`display: contents`).
    return isDisplayed(this.#host.shadowRoot?.querySelector('.screen') ?? this.#host) && !isInert(this.#host);
  }

  /** Observes the open modal dialog itself: in another shadow root, its closing is not seen from here. */
  #watchModal(): void {
    const modal = modalOf(this.#host);
    if (modal !== undefined) this.#changes?.observe(modal, { attributeFilter: ['open'] });
  }

  #concerns({ type, target, attributeName, removedNodes }: MutationRecord): boolean {
    // A modal dialog that is removed from the page keeps its `open` attribute.
    if (type === 'childList') return !this.#awake && removedNodes.length > 0;
    return attributeName === 'open' || this.#above.has(target);
  }
}
