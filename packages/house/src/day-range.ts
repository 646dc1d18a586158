import { html, type TemplateResult } from 'lit';
import type { HousePage } from './page.ts';
import { isDay } from './place.ts';

/** The range of days that a page shows. */
export class DayRange {
  readonly #page: HousePage;
  from: string;
  to: string;

  constructor(page: HousePage, from: string, to: string) {
    this.#page = page;
    this.from = from;
    this.to = to;
  }

  /** Returns the fields of the first and of the last day. */
  fields(words: { readonly from: string; readonly to: string }): TemplateResult {
    return html`${this.#field('from', words.from)} ${this.#field('to', words.to)}`;
  }

  #field(which: 'from' | 'to', label: string): TemplateResult {
    const changed = ({ target }: Event) => {
      const { value } = target as HTMLInputElement;
      if (!isDay(value)) return;
      this[which] = value;
      // A range that ends before it begins has nothing.
      if (this.to < this.from) this.from = this.to = value;
      this.#page.requestUpdate();
    };
    return html`<label>${label}<input type="date" name=${which} .value=${this[which]} @change=${changed} /></label>`;
  }
}
