import { html, type TemplateResult } from 'lit';
import type { Locale } from '../locales/locale.ts';

interface Stepper {
  readonly t: Locale;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** The number cannot be changed now. */
  readonly rests: boolean;
  readonly step: (by: number) => void;
  /** Returns the label of a button, if there are several steppers. */
  readonly labelled?: (what: string) => string;
}

/** A number with a button on either side. */
export function stepperView({ t, count, min, max, rests, step, labelled = (what) => what }: Stepper): TemplateResult {
  const button = (what: string, sign: string, by: number) => {
    const blocked = rests || count + by < min || count + by > max;
    // Not `disabled`, because the button would lose the focus at the last step.
    return html`<button
      type="button"
      class="step"
      part="step"
      aria-label=${labelled(what)}
      aria-disabled=${blocked ? 'true' : 'false'}
      @click=${() => step(by)}
    >
      ${sign}
    </button>`;
  };
  return html`
    ${button(t.asking.fewer, '−', -1)}
    <output class="count" part="count" aria-live="polite">${count}</output>
    ${button(t.asking.more, '+', 1)}
  `;
}
