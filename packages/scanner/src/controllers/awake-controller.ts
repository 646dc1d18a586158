import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { above, isDisplayed, isInert, modalOf, rootsOf } from '../browser/reach.ts';

interface AwakeControllerOptions {
  /** False while the page has stopped the element. */
  readonly active: () => boolean;
  /** Called after each change. */
  readonly onChange: (awake: boolean) => void;
}

/** What may hide an element, or make it inert, by a change of it or of what stands above it. */
const attributes = ['hidden', 'inert', 'class', 'style', 'open', 'popover'];

/**
 * Whether the element is awake: in the page, active, displayed, and in reach of a person. The table of states and events is
 * docs/element.md#awake-and-asleep. What no observer notices is noticed by `look`, so look before anything counts.
 */
export class AwakeController implements ReactiveController {
  #host: ReactiveControllerHost & HTMLElement;
  #options: AwakeControllerOptions;
  #awake = false;
  #above: ReadonlySet<Node> = new Set();
  #changes: MutationObserver | undefined;
  #unwatch = () => {};

  constructor(host: ReactiveControllerHost & HTMLElement, options: AwakeControllerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** As it was when it was last looked at. */
  get awake(): boolean {
    return this.#awake;
  }

  /** Looks now, and tells of a change before it returns. */
  readonly look = (): boolean => {
    const awake = this.#isAwake();
    if (awake !== this.#awake) {
      this.#awake = awake;
      this.#options.onChange(awake);
      this.#host.requestUpdate();
    }
    if (!awake && this.#host.isConnected) this.#watchModal();
    return awake;
  };

  hostConnected(): void {
    const host = this.#host;
    this.#above = new Set([host, ...above(host)]);
    // Not at once: what it changes would be another size in the same round.
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
    if (!this.#host.isConnected || !this.#options.active()) return false;
    // What is inside is looked at, once there is something: an element may itself be without a box (`display: contents`).
    return isDisplayed(this.#host.shadowRoot?.querySelector('.screen') ?? this.#host) && !isInert(this.#host);
  }

  /** A dialog in a shadow root that is none of ours tells nobody else that it closes. */
  #watchModal(): void {
    const modal = modalOf(this.#host);
    if (modal !== undefined) this.#changes?.observe(modal, { attributeFilter: ['open'] });
  }

  #concerns({ type, target, attributeName, removedNodes }: MutationRecord): boolean {
    // A modal dialog that is taken out of the page keeps its `open`.
    if (type === 'childList') return !this.#awake && removedNodes.length > 0;
    return attributeName === 'open' || this.#above.has(target);
  }
}
