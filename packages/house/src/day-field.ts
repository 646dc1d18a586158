import { html, type TemplateResult } from 'lit';
import { shell } from './locales/shell.ts';
import type { House } from './page.ts';
import { isDay } from './place.ts';

/** Returns the field in which a person chooses the day of all pages. The chosen show is of another day then. */
export function dayField({ language, place, choose }: House): TemplateResult {
  const changed = ({ target }: Event) => {
    const { value } = target as HTMLInputElement;
    if (isDay(value)) choose({ day: value, show: undefined });
  };
  return html`<label>
    ${shell[language].day}
    <input type="date" name="day" .value=${place.day} @change=${changed} />
  </label>`;
}
