import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Claim, ownerBook } from '../browser/owner.ts';

const touches = ['pointerdown', 'focusin'] as const;

/** Claims the camera and the reader for the element while it is awake, and takes them when a person touches it. */
export class OwnerController implements ReactiveController {
  readonly #host: HTMLElement;
  readonly #claim: Claim;
  #isClaimed = false;
  #visibility: IntersectionObserver | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, claim: Claim) {
    this.#host = host;
    this.#claim = claim;
    host.addController(this);
  }

  /** Takes the camera and the reader from whichever element has them. */
  readonly take = (): void => ownerBook().take(this.#claim);

  /** Claims the camera and the reader, or releases them: an element that is asleep must not keep them from others. */
  claim(wanted: boolean): void {
    if (wanted === this.#isClaimed) return;
    this.#isClaimed = wanted;
    if (wanted) ownerBook().join(this.#claim);
    else ownerBook().leave(this.#claim);
  }

  hostConnected(): void {
    for (const touch of touches) this.#host.addEventListener(touch, this.take);
    this.#visibility = new IntersectionObserver((entries) => {
      const last = entries.at(-1);
      if (last !== undefined) ownerBook().see(this.#claim, last.isIntersecting);
    });
    this.#visibility.observe(this.#host);
  }

  hostDisconnected(): void {
    for (const touch of touches) this.#host.removeEventListener(touch, this.take);
    this.#visibility?.disconnect();
  }
}
