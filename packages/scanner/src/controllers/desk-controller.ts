import { createDesk, type Desk, type DeskState, isKaikuError, type UsageHow } from '@kaiku/client';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Emit } from '../events.ts';
import type { FailureCause } from '../flow.ts';

/** A device's bearer token, or what fetches one. */
export type Token = string | (() => string | Promise<string>);

/** What the host page has said of its desk. */
export interface DeskWish {
  /** The page's own desk: used as it is and never closed here. */
  readonly desk: Desk | undefined;
  /** Else a desk is made as soon as all three are known. */
  readonly registry: string;
  readonly show: string;
  readonly token: Token | undefined;
  readonly recordsAs: UsageHow;
}

interface DeskControllerOptions {
  /** Asked again at every update. */
  readonly wish: () => DeskWish;
  /** Told when another desk is at hand, or none. */
  readonly onChange: () => void;
  readonly emit: Emit;
}

interface OwnDesk {
  readonly desk: Desk | undefined;
  readonly registry: string;
  readonly show: string;
  readonly recordsAs: UsageHow;
}

/** Holds the desk the element works at, and asks for a paint at each change of its state. */
export class DeskController implements ReactiveController {
  #host: ReactiveControllerHost & Element;
  #options: DeskControllerOptions;
  #desk: Desk | undefined;
  #own: OwnDesk | undefined;
  #unsubscribe = () => {};
  #trouble: FailureCause | undefined;

  constructor(host: ReactiveControllerHost & Element, options: DeskControllerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** The desk at hand, if there is one. */
  get desk(): Desk | undefined {
    return this.#desk;
  }

  /** What the desk knows now. */
  get state(): DeskState | undefined {
    return this.#desk?.state;
  }

  /** Why no desk could be made. */
  get trouble(): FailureCause | undefined {
    return this.#trouble;
  }

  hostConnected(): void {
    // Attributes and properties of the same task come first: the update reads them all at once.
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    if (this.#host.isConnected) this.#use(this.#wished());
  }

  hostDisconnected(): void {
    this.#use(undefined);
    // An element that only moves keeps its desk, and what it is sending; it is back before this runs.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#letGo();
    });
  }

  #wished(): Desk | undefined {
    const wish = this.#options.wish();
    const { registry, show, recordsAs } = wish;
    if (wish.desk !== undefined || registry === '' || show === '' || wish.token === undefined) {
      this.#letGo();
      return wish.desk;
    }
    const own = this.#own;
    if (own?.registry !== registry || own.show !== show || own.recordsAs !== recordsAs) {
      this.#letGo();
      this.#own = { registry, show, recordsAs, desk: this.#make(wish) };
    }
    return this.#own?.desk;
  }

  #make({ registry, show, recordsAs }: DeskWish): Desk | undefined {
    try {
      // Asked for at each request, so that a token the page renews later is used without a new desk.
      return createDesk({ registry, show, recordsAs, token: () => currentToken(this.#options.wish().token) });
    } catch (error) {
      this.#trouble = isKaikuError(error) ? error.code : 'unexpected';
      this.#options.emit('kaiku-error', { during: 'setup', code: this.#trouble, error });
      return undefined;
    }
  }

  #letGo(): void {
    const desk = this.#own?.desk;
    this.#own = undefined;
    this.#trouble = undefined;
    // Nothing is lost if this fails: what waits is on the device, for the next desk.
    desk?.close().catch((error: unknown) => {
      const code = isKaikuError(error) ? error.code : 'unexpected';
      this.#options.emit('kaiku-error', { during: 'setup', code, error });
    });
  }

  #use(desk: Desk | undefined): void {
    if (desk === this.#desk) return;
    this.#unsubscribe();
    this.#desk = desk;
    this.#unsubscribe = desk?.subscribe(() => this.#host.requestUpdate()) ?? (() => {});
    this.#options.onChange();
  }
}

async function currentToken(token: Token | undefined): Promise<string> {
  return typeof token === 'function' ? token() : (token ?? '');
}
