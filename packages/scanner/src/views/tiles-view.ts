import { html, type TemplateResult } from 'lit';
import type { Locale } from '../locales/locale.ts';
import { stepperView } from './stepper-view.ts';

interface Tiles {
  readonly t: Locale;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** The number on the card. Tiles above `max` are shown and cannot be chosen: the places are too few. */
  readonly onCard: number;
  /** The number cannot be changed now. */
  readonly rests: boolean;
  readonly choose: (count: number) => void;
}

/** More would not fit above the button of a phone. */
const maxTiles = 8;

/** A number of minors to choose: a tile each; a stepper if there are many. */
export function tilesView({ t, count, min, max, onCard, rests, choose }: Tiles): TemplateResult {
  const top = Math.max(max, onCard);
  if (top >= maxTiles)
    return html`<div class="stepper" part="stepper">
      ${stepperView({ t, count, min, max, rests, step: (by) => choose(count + by) })}
      <span class="allowed">${t.asking.allowed({ min, max, who: 'children', under: 18 })}</span>
    </div>`;
  return html`
    <fieldset class="tiles" part="stepper" aria-labelledby="question">
      ${Array.from({ length: top + 1 - Math.min(min, count) }, (_, place) => {
        const number = place + Math.min(min, count);
        const fits = number >= min && number <= max;
        return html`<label class="tile ${number === count ? 'chosen' : ''} ${fits ? '' : 'full-up'}">
          <input
            type="radio"
            name="minors"
            part="tile"
            value=${number}
            aria-disabled=${rests || !fits ? 'true' : 'false'}
            aria-describedby=${fits ? 'about' : 'few-places'}
            .checked=${number === count}
            @click=${(event: Event) => {
              // The flow decides which tile is checked.
              event.preventDefault();
              if (!rests && fits) choose(number);
            }}
          />
          <span>${number}</span>
        </label>`;
      })}
    </fieldset>
    <output class="said" part="count" aria-live="polite">${count}</output>
  `;
}
