import type { Desk, DeviceLease } from '@kaiku/client';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Emit } from '../events.ts';
import { failureCauseOf } from '../session/failure-cause.ts';
import type { LeasesActions, LeasesShown } from '../views/screen.ts';

interface LeasesControllerOptions {
  readonly desk: () => Desk | undefined;
  readonly emit: Emit;
}

/**
 * The tickets of a hard cap that other devices hold: looked up when a clerk opens the list, and released one device at a
 * time, after a second tap that says what it may cost.
 */
export class LeasesController implements ReactiveController, LeasesShown {
  #host: ReactiveControllerHost;
  #options: LeasesControllerOptions;
  /** Of the desk they were asked of. */
  #desk: Desk | undefined;
  leases: readonly DeviceLease[] | undefined;
  asked: string | undefined;
  hasFailed = false;

  constructor(host: ReactiveControllerHost, options: LeasesControllerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  readonly act: LeasesActions = {
    look: (open) => void (open ? this.#look() : this.#forget()),
    ask: (leaseId) => {
      this.asked = leaseId;
      this.#host.requestUpdate();
    },
    release: (leaseId) => void this.#do((desk) => desk.revokeLease(leaseId)),
  };

  hostUpdate(): void {
    if (this.#desk !== undefined && this.#options.desk() !== this.#desk) this.#forget();
  }

  #forget(): void {
    [this.#desk, this.leases, this.asked, this.hasFailed] = [undefined, undefined, undefined, false];
    this.#host.requestUpdate();
  }

  #look(): Promise<void> {
    return this.#do(async () => {});
  }

  /** Does something and looks how the leases are then. */
  async #do(act: (desk: Desk) => Promise<unknown>): Promise<void> {
    const desk = this.#options.desk();
    if (desk === undefined) return;
    this.#desk = desk;
    try {
      await act(desk);
      const leases = (await desk.leases()).filter(({ leased, reassigned }) => leased > 0 || reassigned > 0);
      if (this.#desk !== desk) return;
      [this.leases, this.asked, this.hasFailed] = [leases, undefined, false];
    } catch (error) {
      if (this.#desk !== desk) return;
      this.hasFailed = true;
      this.#options.emit('kaiku-error', {
        during: 'leases',
        code: failureCauseOf(error),
        error,
      });
    }
    this.#host.requestUpdate();
  }
}
