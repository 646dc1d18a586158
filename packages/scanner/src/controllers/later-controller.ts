import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Emit } from '../events.ts';
import type { Session } from '../session/session.ts';
import type { Later } from '../views/screen.ts';

/**
 * Fetches what no card needs, after the first paint, so that it is there before the network may be lost. If that fails, it is
 * fetched when the registry can be reached again.
 */
export class LaterController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #session: Pick<Session, 'state'> & { readonly emit: Emit };
  #fetched: Later | undefined;
  #coming: Promise<void> | undefined;
  #hasTried = false;
  #wasReachable = false;

  constructor(host: ReactiveControllerHost, session: Pick<Session, 'state'> & { readonly emit: Emit }) {
    this.#host = host;
    this.#session = session;
    host.addController(this);
  }

  /** What was fetched; `undefined` until then. */
  get fetched(): Later | undefined {
    return this.#fetched;
  }

  /** Resolves when it is fetched, or has failed; `undefined` if nothing is being fetched. */
  get coming(): Promise<void> | undefined {
    return this.#coming;
  }

  hostUpdated(): void {
    const isReachable = this.#session.state.desk?.reachable === true;
    const isBack = isReachable && !this.#wasReachable;
    this.#wasReachable = isReachable;
    if (this.#fetched !== undefined || this.#coming !== undefined || (this.#hasTried && !isBack)) return;
    this.#hasTried = true;
    this.#coming = this.#fetch();
  }

  async #fetch(): Promise<void> {
    try {
      this.#fetched = (await import('../views/later.ts')).later;
      this.#host.requestUpdate();
    } catch (error) {
      this.#session.emit('kaiku-error', { during: 'screen', code: 'unexpected', error });
    } finally {
      this.#coming = undefined;
    }
  }
}
