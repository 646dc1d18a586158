import type { AttentionItem } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import { attentionText } from '../locales/texts.ts';
import { saveView } from './device-view.ts';
import type { Screen } from './screen.ts';

/** The uses a person must look at, oldest first. Folded: they wait for a quiet moment, the queue does not. */
export function attentionView(screen: Screen): TemplateResult | typeof nothing {
  const { t, desk } = screen;
  const items = desk?.attention ?? [];
  if (items.length === 0) return nothing;
  return html`
    <details class="attention" part="attention">
      <summary>${t.attention.title(items.length)}</summary>
      <ul>
        ${items.map((item) => itemView(screen, item))}
      </ul>
      ${saveView(screen, 'attention')}
    </details>
  `;
}

function itemView({ t, act }: Screen, item: AttentionItem): TemplateResult {
  const { sentence, nextStep } = attentionText(item, t);
  return html`
    <li part="item item-${item.why.replace('/', '-')}">
      <div>
        <p class="quiet"><span class="code">${item.maskedCard}</span> · ${t.attention.unit(item)}</p>
        <p><strong>${sentence}</strong> ${nextStep}</p>
      </div>
      <button
        type="button"
        part="dismiss"
        aria-label=${t.attention.dismissOf(item.maskedCard)}
        @click=${() => act.dismiss(item.visitId)}
      >
        ${t.attention.dismiss}
      </button>
    </li>
  `;
}
