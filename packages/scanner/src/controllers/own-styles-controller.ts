import { type LitElement, type ReactiveController, supportsAdoptingStyleSheets } from 'lit';

/**
 * Gives the element a style sheet of its own, without rules, each time it is put on a page. WebKit keeps what it has computed of a
 * shadow root's style sheets for the next root with the same ones, and a window that is resized between the two is not noticed:
 * the next root would keep the lengths and media queries of the old window.
 */
export class OwnStylesController implements ReactiveController {
  readonly #host: LitElement;
  #own: CSSStyleSheet | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    const { shadowRoot } = this.#host;
    if (!supportsAdoptingStyleSheets || shadowRoot === null) return;
    const others = shadowRoot.adoptedStyleSheets.filter((sheet) => sheet !== this.#own);
    this.#own = new CSSStyleSheet();
    shadowRoot.adoptedStyleSheets = [...others, this.#own];
  }
}
