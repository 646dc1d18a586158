import { html, nothing, type TemplateResult } from 'lit';
import { failures } from './locales/failures.ts';
import type { Language } from './locales/languages.ts';
import { shell } from './locales/shell.ts';
import type { RequestError } from './requests.ts';

/** Returns what has happened and what to do next, with a button to repeat the request if `again` is given. */
export function failureNotice(error: RequestError, language: Language, again?: () => void): TemplateResult {
  const { sentence, nextStep } = failures[language][error.code];
  const fields = error.problem?.issues?.map(({ path, message }) => `${path}: ${message}`) ?? [];
  return html`<div class="notice" role="alert">
    <p><strong>${sentence}</strong> ${nextStep}</p>
    ${fields.length > 0 ? html`<p lang="en">${fields.join('; ')}</p>` : nothing}
    ${again === undefined ? nothing : html`<button type="button" @click=${again}>${shell[language].again}</button>`}
  </div>`;
}
