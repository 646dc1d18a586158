import { svg, type TemplateResult } from 'lit';
import type { Shown } from '../flow/flow.ts';

// Each has its own outline, so that the answers differ without colour and at arm's length.
const signs: Readonly<Record<Shown['outcome'], TemplateResult>> = {
  confirmed: svg`<circle cx="24" cy="24" r="21" /><path d="M14 25l7 7 13-15" />`,
  provisional: svg`<rect x="4" y="4" width="40" height="40" rx="9" stroke-dasharray="7 4.5" /><path d="M24 13v12l8 5" />`,
  'has-ticket': svg`<path d="M3 12h42v7a5 5 0 0 0 0 10v7H3v-7a5 5 0 0 0 0-10z" /><path d="M15 24l6 6 12-13" />`,
  refused: svg`<path d="M16 3h16l13 13v16L32 45H16L3 32V16z" /><path d="M15 24h18" />`,
  undecided: svg`<path d="M24 2l22 22-22 22L2 24z" /><path d="M19 20c0-7 10-7 10 0 0 4-5 4-5 8M24 33v.5" />`,
};

/** Returns the sign of an outcome. Hidden from assistive technology, because the word next to it has the same meaning. */
export function outcomeIcon(outcome: Shown['outcome']): TemplateResult {
  return svg`<svg class="icon" viewBox="0 0 48 48" aria-hidden="true">${signs[outcome]}</svg>`;
}
