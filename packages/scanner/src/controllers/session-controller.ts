import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Session } from '../session/session.ts';

/** Connects a session to the life of its element, and paints after each of its changes. */
export class SessionController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #session: Session;

  constructor(host: ReactiveControllerHost, session: Session) {
    this.#host = host;
    this.#session = session;
    session.subscribe(() => host.requestUpdate());
    host.addController(this);
  }

  hostConnected(): void {
    this.#session.connect();
    // The desk is made in the update: then the page has set all its attributes and properties.
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    this.#session.update();
  }

  hostDisconnected(): void {
    this.#session.disconnect();
  }
}
