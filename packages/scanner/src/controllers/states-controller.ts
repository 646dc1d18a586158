import type { LitElement, ReactiveController } from 'lit';

/** Sets the element's custom states, for the page's style sheet: `kaiku-scanner:state(asking)`. */
export class StatesController implements ReactiveController {
  readonly #host: LitElement;
  readonly #states: () => readonly (string | false | undefined)[];
  #internals: ElementInternals | undefined;
  #set: ReadonlySet<string> = new Set();

  constructor(host: LitElement, states: () => readonly (string | false | undefined)[]) {
    this.#host = host;
    this.#states = states;
    host.addController(this);
  }

  hostUpdated(): void {
    this.#internals ??= this.#host.attachInternals();
    const wanted = new Set(this.#states().filter((state) => typeof state === 'string'));
    const current = this.#internals.states;
    try {
      for (const state of this.#set) if (!wanted.has(state)) current.delete(state);
      for (const state of wanted) current.add(state);
      this.#set = wanted;
    } catch {
      // Browsers from before 2024 accept other names or none. Only the page's own styles depend on the states.
    }
  }
}
