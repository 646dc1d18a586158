import { html, nothing, type TemplateResult } from 'lit';
import { attentionText } from '../locales/texts.ts';
import type { Screen } from './screen.ts';

/** The uses a person must look at, oldest first. Folded: they wait for a quiet moment, the queue does not. */
export function attentionView({ t, desk, act }: Screen): TemplateResult | typeof nothing {
  const items = desk?.attention ?? [];
  if (items.length === 0) return nothing;
  return html`
    <details class="attention" part="attention">
      <summary>${t.attention.title(items.length)}</summary>
      <ul>
        ${items.map((item) => {
          const { sentence, nextStep } = attentionText(item.why, t);
          return html`<li>
            <div>
              <p class="quiet"><span class="code">${item.maskedCard}</span> · ${t.attention.unit(item)}</p>
              <p><strong>${sentence}</strong> ${nextStep}</p>
            </div>
            <button
              type="button"
              aria-label=${t.attention.dismissOf(item.maskedCard)}
              @click=${() => act.dismiss(item.unitId)}
            >
              ${t.attention.dismiss}
            </button>
          </li>`;
        })}
      </ul>
    </details>
  `;
}
