import { html, nothing, type TemplateResult } from 'lit';
import type { Screen } from './screen.ts';

/** How the reader is better set: a quiet word beside the work, read out once. */
export function readerView({ t, act, reader }: Screen): TemplateResult {
  return html`<div role="status">${reader.advice === undefined ? nothing : adviceView(reader.advice)}</div>`;

  function adviceView(advice: NonNullable<Screen['reader']['advice']>): TemplateResult {
    const { sentence, nextStep } = t.reader.advice[advice];
    return html`
      <div class="reader-advice" part="reader-advice">
        <p class="quiet">
          ${sentence} ${nextStep}
          ${reader.help === undefined ? nothing : html`<a href=${reader.help} target="_blank">${t.reader.doctor}</a>`}
        </p>
        <button type="button" part="dismiss-advice" @click=${act.adviceSeen}>${t.reader.dismiss}</button>
      </div>
    `;
  }
}
