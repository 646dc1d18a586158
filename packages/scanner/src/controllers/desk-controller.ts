import {
  createDesk,
  type Desk,
  type DeskOptions,
  type DeskState,
  isLockOut,
  KaikuError,
  type KaikuErrorCode,
  type TokenSource,
} from '@kaiku/client';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Emit, KaikuStateDetail } from '../events.ts';
import type { FailureCause } from '../flow/flow.ts';
import { failureCauseOf } from '../session/failure-cause.ts';
import { createTrainingDesk } from '../training/training-desk.ts';

/** A device's bearer token, or a function that returns one: as the client's `TokenSource`. */
export type Token = TokenSource;

/** What a desk of the element's own is made of: another value makes another desk. */
export interface OwnDeskWish extends Required<Pick<DeskOptions, 'recordsAs' | 'maxUnconfirmed' | 'leaseTickets'>> {
  readonly registry: string;
  readonly show: string;
  readonly offlinePolicy: Required<DeskOptions>['offline'];
}

/** What the host page has said of its desk. */
export interface DeskWish extends OwnDeskWish {
  /** The page's own desk: used as it is and never closed here. */
  readonly desk: Desk | undefined;
  /** Else a desk is made as soon as there are a registry, a show and this. */
  readonly token: Token | undefined;
  /** Work at a desk in memory; the other, if there is one, goes on sending what waits. */
  readonly training: boolean;
}

interface DeskControllerOptions {
  /** Asked again at every update. */
  readonly wish: () => DeskWish;
  /** Told when another desk is at hand, or none. */
  readonly onChange: () => void;
  readonly emit: Emit;
}

const ownWishes = ['registry', 'show', 'recordsAs', 'offlinePolicy', 'maxUnconfirmed', 'leaseTickets'] as const;
const policies: ReadonlySet<string> = new Set<OwnDeskWish['offlinePolicy']>(['accept', 'last-known', 'deny']);

/** Holds the desk the element works at, and asks for a paint at each change of its state. */
export class DeskController implements ReactiveController {
  #host: ReactiveControllerHost & Element;
  #options: DeskControllerOptions;
  #desk: Desk | undefined;
  #own: { readonly wish: OwnDeskWish; readonly desk: Desk | undefined } | undefined;
  #training: Desk | undefined;
  #unsubscribe = () => {};
  #failure: FailureCause | undefined;
  #noticed = new Set<string>();
  #told: KaikuStateDetail | undefined;
  #signInFailure: KaikuErrorCode | undefined;
  #token: Token | undefined;

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

  /** True while the registry refuses this device: no outage, and nothing is recorded. */
  get lockedOut(): boolean {
    return isLockOut(this.state?.failure);
  }

  /** Why no desk could be made. */
  get failure(): FailureCause | undefined {
    return this.#failure;
  }

  /** Takes an item off the review list. Never throws: the page is told. */
  async dismiss(visitId: string): Promise<void> {
    try {
      await this.#desk?.dismiss(visitId);
    } catch (error) {
      const code = failureCauseOf(error);
      this.#options.emit('kaiku-error', { during: 'dismiss', code, error });
    }
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
      if (this.#host.isConnected) return;
      this.#endTraining();
      this.#letGo();
    });
  }

  #wished(): Desk | undefined {
    const wish = this.#options.wish();
    if (wish.training) {
      this.#training ??= createTrainingDesk();
      return this.#training;
    }
    this.#endTraining();
    if (wish.desk !== undefined || wish.registry === '' || wish.show === '' || wish.token === undefined) {
      this.#letGo();
      return wish.desk;
    }
    const own = this.#own;
    if (own === undefined || ownWishes.some((name) => !Object.is(own.wish[name], wish[name]))) {
      this.#letGo();
      const { registry, show, recordsAs, offlinePolicy, maxUnconfirmed, leaseTickets } = wish;
      const made = { registry, show, recordsAs, offlinePolicy, maxUnconfirmed, leaseTickets };
      this.#own = { wish: made, desk: this.#make(made) };
    }
    this.#noticeToken(wish.token);
    return this.#own?.desk;
  }

  /** A token that was put right is tried at once. A function is asked for one at each request anyway. */
  #noticeToken(token: Token): void {
    const isAnother = token !== this.#token && typeof token === 'string';
    this.#token = token;
    const desk = this.#own?.desk;
    if (!isAnother || signInFailure(desk?.state) === undefined) return;
    void desk?.refresh();
    desk?.sendNow();
  }

  #endTraining(): void {
    void this.#training?.close();
    this.#training = undefined;
  }

  #make({ offlinePolicy, ...wish }: OwnDeskWish): Desk | undefined {
    try {
      assertOutage({ offlinePolicy, ...wish });
      // Asked for at each request, so that a token the page renews later is used without a new desk.
      const token: TokenSource = (why) => currentToken(this.#options.wish().token, why);
      return createDesk({ ...wish, offline: offlinePolicy, token, history: true });
    } catch (error) {
      this.#failure = failureCauseOf(error);
      this.#options.emit('kaiku-error', { during: 'setup', code: this.#failure, error });
      return undefined;
    }
  }

  #letGo(): void {
    const desk = this.#own?.desk;
    this.#own = undefined;
    this.#failure = undefined;
    // Nothing is lost if this fails: what waits is on the device, for the next desk.
    desk?.close().catch((error: unknown) => {
      const code = failureCauseOf(error);
      this.#options.emit('kaiku-error', { during: 'setup', code, error });
    });
  }

  #use(desk: Desk | undefined): void {
    if (desk === this.#desk) return;
    this.#unsubscribe();
    this.#desk = desk;
    this.#noticed.clear();
    this.#signInFailure = undefined;
    this.#unsubscribe =
      desk?.subscribe((_, events) => {
        this.#notice();
        this.#noticeState();
        for (const { type: _, ...acknowledged } of events) this.#options.emit('kaiku-acknowledged', acknowledged);
        this.#host.requestUpdate();
      }) ?? (() => {});
    this.#notice();
    this.#told = stateOf(desk?.state);
    this.#options.onChange();
  }

  #notice(): void {
    this.#noticeReview();
    const code = signInFailure(this.state);
    const isNew = code !== this.#signInFailure;
    this.#signInFailure = code;
    if (code !== undefined && isNew) this.#options.emit('kaiku-error', { during: 'token', code, error: undefined });
  }

  /** Tells the page of the connection and the queue. */
  #noticeState(): void {
    const state = stateOf(this.state);
    if (state === undefined || JSON.stringify(state) === JSON.stringify(this.#told)) return;
    this.#told = state;
    this.#options.emit('kaiku-state', state);
  }

  /** Tells the page of what has come to the review list. */
  #noticeReview(): void {
    const items = this.#desk?.state.review ?? [];
    const added = items.filter(({ visitId, why }) => !this.#noticed.has(`${visitId} ${why}`));
    this.#noticed = new Set(items.map(({ visitId, why }) => `${visitId} ${why}`));
    if (added.length > 0) this.#options.emit('kaiku-review', { added, count: items.length });
  }
}

function stateOf(state: DeskState | undefined): KaikuStateDetail | undefined {
  if (state === undefined) return undefined;
  const { reachable, failure, pending, voiding, review } = state;
  return { reachable, failure, pending, voiding, review: review.length };
}

/** The attributes bear any text. @throws KaikuError `config/invalid` */
function assertOutage({ offlinePolicy, maxUnconfirmed, leaseTickets }: OwnDeskWish): void {
  const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
  if (policies.has(offlinePolicy) && isCount(maxUnconfirmed) && (leaseTickets === 'auto' || isCount(leaseTickets)))
    return;
  const message =
    'offline-policy is `accept`, `last-known` or `deny`; max-unconfirmed and lease-tickets are whole numbers from 0, ' +
    'and lease-tickets may be `auto`.';
  throw new KaikuError('config/invalid', message, { retryable: false });
}

async function currentToken(token: Token | undefined, why: Parameters<Exclude<Token, string>>[0]): Promise<string> {
  return typeof token === 'function' ? token(why) : (token ?? '');
}

/** That the device cannot sign in, if that is what is wrong. */
function signInFailure(state: DeskState | undefined): KaikuErrorCode | undefined {
  const { failure } = state ?? {};
  return failure === 'registry/no-token' || isLockOut(failure) ? failure : undefined;
}
