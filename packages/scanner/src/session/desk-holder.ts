import {
  createDesk,
  type Desk,
  type DeskState,
  type DeviceKey,
  isLockOut,
  KaikuError,
  type TokenSource,
} from '@kaiku/client';
import type { FailureCause } from '../flow/flow.ts';
import type { SessionContext } from './context.ts';
import { DeskEvents, signInFailure } from './desk-events.ts';
import { failureCauseOf } from './failure-cause.ts';
import type { DeskSettings, OwnDeskSettings, Token } from './settings.ts';

const ownSettings = ['registry', 'show', 'recordsAs', 'offlinePolicy', 'maxUnconfirmed', 'leaseTickets'] as const;
const policies: ReadonlySet<string> = new Set<OwnDeskSettings['offlinePolicy']>(['accept', 'last-known', 'deny']);

/** The desk that the session works at: the page's, its own, or the one for training. */
export class DeskHolder {
  readonly #context: Omit<SessionContext, 'desk'>;
  readonly #onDesk: () => void;
  readonly #events: DeskEvents;
  #desk: Desk | undefined;
  #own:
    | { readonly settings: OwnDeskSettings; readonly key: DeviceKey | undefined; readonly desk: Desk | undefined }
    | undefined;
  #training: Desk | undefined;
  #unsubscribe = () => {};
  #failure: FailureCause | undefined;
  #token: Token | undefined;

  /** `onDesk` is called when there is another desk, or none. */
  constructor(context: Omit<SessionContext, 'desk'>, onDesk: () => void) {
    this.#context = context;
    this.#onDesk = onDesk;
    this.#events = new DeskEvents(context.emit);
  }

  /** The desk, if there is one. */
  get desk(): Desk | undefined {
    return this.#desk;
  }

  /** The state of the desk. */
  get state(): DeskState | undefined {
    return this.#desk?.state;
  }

  /** True while the registry rejects this device. This is not an outage: nothing may be recorded. */
  get lockedOut(): boolean {
    return isLockOut(this.state?.failure);
  }

  /** Why no desk could be made. */
  get failure(): FailureCause | undefined {
    return this.#failure;
  }

  /** Takes an item off the review list. Never throws: a failure becomes a `kaiku-error`. */
  async dismiss(visitId: string): Promise<void> {
    try {
      await this.#desk?.dismiss(visitId);
    } catch (error) {
      this.#context.emit('kaiku-error', { during: 'dismiss', code: failureCauseOf(error), error });
    }
  }

  /** Changes to the desk that the settings name now. */
  update(): void {
    this.#use(this.#deskOf(this.#context.settings));
  }

  /** Stops using the desk, without closing it. */
  leave(): void {
    this.#use(undefined);
  }

  /** Closes the desks that the session has made. */
  close(): void {
    this.#endTraining();
    this.#closeOwn();
  }

  #deskOf(settings: DeskSettings): Desk | undefined {
    if (settings.training) {
      this.#training ??= this.#context.createTrainingDesk();
      return this.#training;
    }
    this.#endTraining();
    const token = this.#context.token();
    if (settings.desk !== undefined || settings.registry === '' || settings.show === '' || token === undefined) {
      this.#closeOwn();
      return settings.desk;
    }
    const own = this.#own;
    const key = keyOf(token);
    if (
      own === undefined ||
      own.key !== key ||
      ownSettings.some((name) => !Object.is(own.settings[name], settings[name]))
    ) {
      this.#closeOwn();
      const { registry, show, recordsAs, offlinePolicy, maxUnconfirmed, leaseTickets } = settings;
      const made = { registry, show, recordsAs, offlinePolicy, maxUnconfirmed, leaseTickets };
      this.#own = { settings: made, key, desk: this.#create(made, key) };
    }
    this.#retryWith(token);
    return this.#own?.desk;
  }

  /** Retries at once if the page replaces a rejected token. A function needs no retry: each request calls it. */
  #retryWith(token: Token): void {
    const isNew = token !== this.#token && typeof token === 'string';
    this.#token = token;
    const desk = this.#own?.desk;
    if (!isNew || signInFailure(desk?.state) === undefined) return;
    void desk?.refresh();
    desk?.sendNow();
  }

  #endTraining(): void {
    void this.#training?.close();
    this.#training = undefined;
  }

  #create(
    { offlinePolicy, recordsAs: wanted, ...settings }: OwnDeskSettings,
    key: DeviceKey | undefined,
  ): Desk | undefined {
    try {
      assertOffline({ offlinePolicy, ...settings });
      // A new role comes with a new key, so with a new desk.
      const recordsAs = wanted ?? (this.#context.role() === 'door' ? 'door' : 'sold');
      // Reads the token at each request, so a token that the page renews needs no new desk.
      const token: TokenSource = (why) => currentToken(this.#context.token(), why);
      return createDesk({ ...settings, recordsAs, offline: offlinePolicy, token: key ?? token, history: true });
    } catch (error) {
      this.#failure = failureCauseOf(error);
      this.#context.emit('kaiku-error', { during: 'setup', code: this.#failure, error });
      return undefined;
    }
  }

  #closeOwn(): void {
    const desk = this.#own?.desk;
    this.#own = undefined;
    this.#failure = undefined;
    // If this fails, nothing is lost: the next desk finds the pending visits on the device.
    desk?.close().catch((error: unknown) => {
      this.#context.emit('kaiku-error', { during: 'setup', code: failureCauseOf(error), error });
    });
  }

  #use(desk: Desk | undefined): void {
    if (desk === this.#desk) return;
    this.#unsubscribe();
    this.#desk = desk;
    this.#unsubscribe =
      desk?.subscribe((state, acknowledgements) => {
        this.#events.update(state, acknowledgements);
        this.#context.changed();
      }) ?? (() => {});
    this.#events.begin(desk?.state);
    this.#onDesk();
  }
}

/** Checks the settings that attributes can set to any text. @throws KaikuError `config/invalid` */
function assertOffline({
  offlinePolicy,
  maxUnconfirmed,
  leaseTickets,
}: Pick<OwnDeskSettings, 'offlinePolicy' | 'maxUnconfirmed' | 'leaseTickets'>): void {
  const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
  const wrong = [
    !policies.has(offlinePolicy) && `offline-policy must be 'accept', 'last-known' or 'deny', not '${offlinePolicy}'.`,
    !isCount(maxUnconfirmed) && `max-unconfirmed must be a whole number from 0, not '${maxUnconfirmed}'.`,
    leaseTickets !== 'auto' &&
      !isCount(leaseTickets) &&
      `lease-tickets must be 'auto' or a whole number from 0, not '${leaseTickets}'.`,
  ].filter((sentence) => sentence !== false);
  if (wrong.length > 0) throw new KaikuError('config/invalid', wrong.join(' '), { retryable: false });
}

function keyOf(token: Token | undefined): DeviceKey | undefined {
  return typeof token === 'object' ? token : undefined;
}

async function currentToken(
  token: Token | undefined,
  why: Parameters<Exclude<TokenSource, string>>[0],
): Promise<string> {
  if (typeof token === 'function') return token(why);
  return typeof token === 'string' ? token : '';
}
