import type { Desk, DeviceLease } from '@kaiku/client';
import type { FailureCause } from '../flow/flow.ts';
import type { SessionContext } from './context.ts';
import { failureCauseOf } from './failure-cause.ts';

/** What the clerk can do with tickets that other devices hold. */
export interface LeasesActions {
  /** The list was opened or folded. */
  readonly look: (open: boolean) => void;
  /** The first tap: shows what revoking the lease may cost. */
  readonly ask: (leaseId: string) => void;
  /** The second tap. */
  readonly release: (leaseId: string) => void;
}

/** The tickets that other devices hold. */
export interface LeasesShown {
  /** `undefined` until they are fetched. */
  readonly leases: readonly DeviceLease[] | undefined;
  /** The lease that was tapped once. */
  readonly asked: string | undefined;
  /** Why they could not be fetched or revoked. */
  readonly failure: FailureCause | undefined;
}

const nothing: LeasesShown = { leases: undefined, asked: undefined, failure: undefined };

/** The tickets under a hard cap that other devices hold. Fetched when the clerk opens the list; revoked one lease at a time. */
export class LeaseList {
  readonly #context: SessionContext;
  /** The desk that `shown` is from. */
  #desk: Desk | undefined;
  #shown = nothing;

  constructor(context: SessionContext) {
    this.#context = context;
  }

  get shown(): LeasesShown {
    return this.#shown;
  }

  readonly act: LeasesActions = {
    look: (open) => void (open ? this.#do(async () => {}) : this.#forget()),
    ask: (asked) => this.#show({ ...this.#shown, asked }),
    release: (leaseId) => void this.#do((desk) => desk.revokeLease(leaseId)),
  };

  /** Drops the list of another desk. */
  update(): void {
    if (this.#desk !== undefined && this.#context.desk() !== this.#desk) this.#forget();
  }

  #forget(): void {
    this.#desk = undefined;
    this.#show(nothing);
  }

  #show(shown: LeasesShown): void {
    this.#shown = shown;
    this.#context.changed();
  }

  /** Runs an act, then fetches the leases. */
  async #do(act: (desk: Desk) => Promise<unknown>): Promise<void> {
    const desk = this.#context.desk();
    if (desk === undefined) return;
    this.#desk = desk;
    try {
      await act(desk);
      const leases = (await desk.leases()).filter(({ leased, reassigned }) => leased > 0 || reassigned > 0);
      if (this.#desk === desk) this.#show({ ...nothing, leases });
    } catch (error) {
      if (this.#desk !== desk) return;
      const code = failureCauseOf(error);
      this.#show({ ...this.#shown, failure: code });
      this.#context.emit('kaiku-error', { during: 'leases', code, error });
    }
  }
}
