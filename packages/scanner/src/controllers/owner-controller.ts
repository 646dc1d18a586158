import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Claim, ownerBook } from '../browser/owner.ts';

interface OwnerControllerOptions {
  readonly gain: (released: Promise<unknown>) => void;
  readonly lose: () => Promise<unknown>;
}

const touches = ['pointerdown', 'focusin'] as const;

/** Claims camera and reader for the element while it is awake; takes them when somebody touches it. */
export class OwnerController implements ReactiveController {
  #host: ReactiveControllerHost & HTMLElement;
  #claim: Claim;
  #claims = false;
  #owns = false;
  #watched: IntersectionObserver | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, { gain, lose }: OwnerControllerOptions) {
    this.#host = host;
    this.#claim = {
      gain: (released) => {
        this.#owns = true;
        gain(released);
        host.requestUpdate();
      },
      lose: () => {
        this.#owns = false;
        host.requestUpdate();
        return lose();
      },
    };
    host.addController(this);
  }

  /** Whether camera and reader are this element's. */
  get owns(): boolean {
    return this.#owns;
  }

  readonly take = (): void => ownerBook().take(this.#claim);

  /** Claims them, or gives the claim up and with it what is had: one that is asleep must not keep them from others. */
  claim(wanted: boolean): void {
    if (wanted === this.#claims) return;
    this.#claims = wanted;
    if (wanted) ownerBook().join(this.#claim);
    else ownerBook().leave(this.#claim);
  }

  hostConnected(): void {
    for (const touch of touches) this.#host.addEventListener(touch, this.take);
    this.#watched = new IntersectionObserver((entries) => {
      const last = entries.at(-1);
      if (last !== undefined) ownerBook().see(this.#claim, last.isIntersecting);
    });
    this.#watched.observe(this.#host);
  }

  hostDisconnected(): void {
    for (const touch of touches) this.#host.removeEventListener(touch, this.take);
    this.#watched?.disconnect();
  }
}
