import { type CSSResult, css, unsafeCSS } from 'lit';

/** The dark tokens. A text, because a declaration in a template is not a style sheet to its checker. */
const dark = `
  --_ground: var(--kaiku-ground, #0d0e10);
  --_surface: var(--kaiku-surface, #191b1f);
  --_panel: var(--kaiku-panel, #25282e);
  --_text: var(--kaiku-text, #f4f2ed);
  --_muted: var(--kaiku-muted, #bdbec4);
  --_line: var(--kaiku-line, #31343b);
  --_edge: var(--kaiku-edge, #85888f);
  --_fill: var(--kaiku-fill, var(--kaiku-accent, #f4f2ed));
  --_on-fill: var(--kaiku-on-fill, var(--kaiku-on-accent, #141518));
  --_accent: var(--kaiku-accent, #b3b0ff);
  --_amber: var(--kaiku-amber, #40300a);
  --_amber-ink: var(--kaiku-amber-ink, #ffe1a1);
  color-scheme: dark;
`;

/** `theme="dark"`, and a system that prefers dark colours. */
const whenDark = unsafeCSS(`
@media (prefers-color-scheme: dark) {
  :host(:not([theme='light'])) {${dark}}
}
:host([theme='dark']) {${dark}}`);

const light = css`
  :host {
    --_ground: var(--kaiku-ground, #f3f1ec);
    --_surface: var(--kaiku-surface, #ffffff);
    --_panel: var(--kaiku-panel, #efede7);
    --_text: var(--kaiku-text, #17181c);
    --_muted: var(--kaiku-muted, #4b4d55);
    --_line: var(--kaiku-line, #dfdcd4);
    --_edge: var(--kaiku-edge, #7a7871);
    --_fill: var(--kaiku-fill, var(--kaiku-accent, #17181c));
    --_on-fill: var(--kaiku-on-fill, var(--kaiku-on-accent, #ffffff));
    --_accent: var(--kaiku-accent, #3b36c4);
    --_amber: var(--kaiku-amber, #ffe7b0);
    --_amber-ink: var(--kaiku-amber-ink, #4a3100);
    --_confirmed: var(--kaiku-confirmed, #0a5938);
    --_provisional: var(--kaiku-provisional, #684300);
    --_ticket: var(--kaiku-ticket, #0b5466);
    --_refused: var(--kaiku-refused, #94201f);
    --_undecided: var(--kaiku-undecided, #46408a);
    --_radius: var(--kaiku-radius, 16px);
    --_sheet-radius: calc(var(--_radius) * 1.75);
    color-scheme: light;
    scrollbar-color: var(--_edge) transparent;
  }
`;

const moreContrast = css`
  @media (prefers-contrast: more) {
    :host {
      --_muted: var(--_text);
      --_edge: var(--_text);
      --_line: var(--_text);
    }
  }
`;

/**
 * The colours, light and dark. The page can set each. All text has a contrast of 7 : 1 or more, outlines of controls 3 : 1. The
 * five grounds of the full display are the same by day and by night, with white text.
 */
export const colours: readonly CSSResult[] = [light, whenDark, moreContrast];
