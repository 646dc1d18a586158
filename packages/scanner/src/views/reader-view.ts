import { html, nothing, type TemplateResult } from 'lit';
import type { Screen } from './screen.ts';

/** Shows how to set the reader, next to the work. Assistive technology reads it out once. */
export function readerView({ t, act, advice, readerHelp }: Screen): TemplateResult {
  return html`<div role="status">${advice === undefined ? nothing : adviceView(advice)}</div>`;

  function adviceView(advice: NonNullable<Screen['advice']>): TemplateResult {
    const { sentence, nextStep } = t.reader.advice[advice];
    return html`
      <div class="reader-advice" part="reader-advice">
        <p class="quiet">
          ${sentence} ${nextStep}
          ${readerHelp === undefined ? nothing : html`<a href=${readerHelp} target="_blank">${t.reader.doctor}</a>`}
        </p>
        <button type="button" part="dismiss-advice" @click=${act.adviceSeen}>${t.reader.dismiss}</button>
      </div>
    `;
  }
}
