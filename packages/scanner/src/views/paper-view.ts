import type { LateEntry } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import type { Locale } from '../locales/locale.ts';
import { failureText, flagsText } from '../locales/texts.ts';
import type { Screen } from './screen.ts';

/** The date and time of a visit from the paper form, in Finland's time. Folded if the visit takes place now. */
export function paperView({ t, act, typed }: Screen): TemplateResult {
  const moved = () => act.typed.moved();
  return html`
    <details class="paper" part="paper" @toggle=${moved}>
      <summary><h2>${t.typed.paper.title}</h2></summary>
      <label for="taken-at">${t.typed.paper.takenAt}</label>
      <input
        id="taken-at"
        name="taken-at"
        part="taken-at"
        type="datetime-local"
        max=${typed.latest}
        aria-describedby="taken-at-wrong"
        @input=${moved}
      />
      <p id="taken-at-wrong" class="hint" role="status">${typed.wrong === undefined ? nothing : wrongText(t, typed.wrong)}</p>
    </details>
  `;
}

function wrongText(t: Locale, wrong: NonNullable<Screen['typed']['wrong']>): string {
  if (wrong !== 'too-long-ago') return t.typed.paper.wrong[wrong];
  const { sentence, nextStep } = failureText('desk/too-late', t);
  return `${sentence} ${nextStep}`;
}

/** The time of a visit from the paper form, and the rules it breaks. */
export function lateView(late: LateEntry | undefined, t: Locale): TemplateResult | typeof nothing {
  return late === undefined ? nothing : html`<p class="note" part="late">${lateText(late, t)}</p>`;
}

/** Returns that as a text. */
export function lateText({ takenAt, against }: LateEntry, t: Locale): string {
  const moment = t.asking.late(takenAt);
  const reasons = against.map(({ reason }) => reason);
  return reasons.length === 0 ? moment : `${moment} ${t.asking.lateAgainst} ${flagsText(reasons, t)}`;
}
