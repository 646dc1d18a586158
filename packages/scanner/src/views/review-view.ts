import type { ReviewItem } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import { referenceText, reviewText } from '../locales/texts.ts';
import { saveView } from './device-warning-view.ts';
import type { Screen } from './screen.ts';

/** The visits that a person must look at, the oldest first. Folded, because they can wait until the queue is gone. */
export function reviewView(screen: Screen): TemplateResult | typeof nothing {
  const { t, desk } = screen;
  const items = desk?.review ?? [];
  if (items.length === 0) return nothing;
  return html`
    <details class="review" part="review">
      <summary><h2>${t.review.title(items.length)}</h2></summary>
      <ul>
        ${items.map((item) => itemView(screen, item))}
      </ul>
      ${saveView(screen, 'review')}
    </details>
  `;
}

/** Returns how many visits a person must look at, and the newest of them, to be read out when it changes. */
export function reviewAnnouncement({ t, desk }: Screen): string {
  const items = desk?.review ?? [];
  const last = items.at(-1);
  return last === undefined ? '' : `${t.review.title(items.length)}. ${reviewText(last, t).sentence}`;
}

function itemView({ t, act }: Screen, item: ReviewItem): TemplateResult {
  const { sentence, nextStep } = reviewText(item, t);
  return html`
    <li part="item item-${item.why.replace('/', '-')}">
      <div>
        <p class="quiet">
          <span class="code" part="reference">${referenceText(item, t)}</span> ·
          <span class="code">${item.maskedCard}</span> · ${t.review.visit(item)}
        </p>
        <p><strong>${sentence}</strong> ${nextStep}</p>
      </div>
      <button
        type="button"
        part="dismiss"
        aria-label=${t.review.dismissOf(item.maskedCard)}
        @click=${() => act.dismiss(item.visitId)}
      >
        ${t.review.dismiss}
      </button>
    </li>
  `;
}
