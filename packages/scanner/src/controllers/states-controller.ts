import type { LitElement, ReactiveController } from 'lit';

/** Shows the page where the element stands, as custom states: `kaiku-scanner:state(asking)`. */
export class StatesController implements ReactiveController {
  #host: LitElement;
  #now: () => readonly (string | false | undefined)[];
  #internals: ElementInternals | undefined;
  #set: ReadonlySet<string> = new Set();

  constructor(host: LitElement, now: () => readonly (string | false | undefined)[]) {
    this.#host = host;
    this.#now = now;
    host.addController(this);
  }

  hostUpdated(): void {
    this.#internals ??= this.#host.attachInternals();
    const wanted = new Set(this.#now().filter((state) => typeof state === 'string'));
    const { states } = this.#internals;
    try {
      for (const state of this.#set) if (!wanted.has(state)) states.delete(state);
      for (const state of wanted) states.add(state);
      this.#set = wanted;
    } catch {
      // Browsers of before 2024 take other names or none: only the page's own looks miss them.
    }
  }
}
