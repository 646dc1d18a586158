import { nothing, type ReactiveController, type TemplateResult } from 'lit';
import { failureNotice } from './failure-notice.ts';
import type { HousePage } from './page.ts';
import { failureOf, type RequestError } from './requests.ts';

/** What a person does on a page: one thing at a time, and why the last did not succeed. */
export class Acting implements ReactiveController {
  readonly #page: HousePage;
  #failure: RequestError | undefined;
  /** True while the registry is answering. */
  isBusy = false;

  constructor(page: HousePage) {
    this.#page = page;
    page.addController(this);
  }

  hostDisconnected(): void {
    this.#failure = undefined;
  }

  /** Does something, unless another thing is in progress. Returns true if it succeeded. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.#failure = undefined;
    this.#page.requestUpdate();
    try {
      await work();
    } catch (error) {
      this.#failure = failureOf(error);
    }
    this.isBusy = false;
    this.#page.requestUpdate();
    return this.#failure === undefined;
  }

  /** Returns why the last act did not succeed, and what to do. */
  view(): TemplateResult | typeof nothing {
    return this.#failure === undefined ? nothing : failureNotice(this.#failure, this.#page.house.language);
  }
}
