import { html, nothing, type TemplateResult } from 'lit';
import { failureText } from '../locales/texts.ts';
import type { Screen } from './screen.ts';

/** The show, its time, the places left, and how the register is reached. */
export function headerView({ t, desk, remaining }: Screen): TemplateResult {
  const show = desk?.show;
  const left = show === undefined ? null : remaining(show);
  const cap = show?.cap ?? null;
  return html`
    <header part="header">
      <div part="show">
        <p class="show-name">${show?.name ?? (desk === undefined ? t.title : t.header.noShow)}</p>
        ${
          show === undefined
            ? nothing
            : html`<p class="show-time">
                <time datetime=${show.startsAt}>${t.dates.showTime(show.startsAt)}</time> · ${show.venue}
              </p>`
        }
      </div>
      <div class="chips">
        ${
          show === undefined
            ? nothing
            : html`<p class="chip" part="places">
                ${cap === null || left === null ? t.header.noCap : t.header.places(left, cap, show.kind)}
              </p>`
        }
        ${desk === undefined ? nothing : connectionView({ t, desk })}
      </div>
    </header>
  `;
}

function connectionView({ t, desk }: Pick<Screen, 't'> & { desk: NonNullable<Screen['desk']> }): TemplateResult {
  const { reachable, waiting } = desk;
  const state = reachable === undefined ? 'connecting' : reachable ? 'connected' : 'offline';
  const text = waiting > 0 ? `${t.header[state]}, ${t.header.waiting(waiting)}` : t.header[state];
  return html`<p class="chip ${state}" part="connection"><span class="dot" aria-hidden="true"></span>${text}</p>`;
}

/** What stands in the way of every card until somebody mends it; nothing where the network is merely out. */
export function troubleView({ t, desk, trouble }: Screen): TemplateResult | typeof nothing {
  const cause = trouble ?? desk?.trouble;
  if (cause === undefined || cause === 'registry/unreachable') return nothing;
  const { sentence, nextStep } = failureText(cause, t);
  return html`<p class="trouble" part="trouble"><strong>${sentence}</strong> ${nextStep}</p>`;
}
