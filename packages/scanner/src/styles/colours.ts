import { css } from 'lit';

/** The colours, light and dark. The page can set each; the defaults have a contrast of 4.5 : 1 or more. */
export const colours = css`
  :host {
    --_surface: var(--kaiku-surface, #ffffff);
    --_panel: var(--kaiku-panel, #f4f5f7);
    --_text: var(--kaiku-text, #1a1d21);
    --_muted: var(--kaiku-muted, #50575f);
    --_line: var(--kaiku-line, #ccd1d8);
    --_accent: var(--kaiku-accent, #1d4f91);
    --_on-accent: var(--kaiku-on-accent, #ffffff);
    --_confirmed: var(--kaiku-confirmed, #17663a);
    --_provisional: var(--kaiku-provisional, #7d4a00);
    --_ticket: var(--kaiku-ticket, #0b5466);
    --_refused: var(--kaiku-refused, #8c3022);
    --_undecided: var(--kaiku-undecided, #474c80);
    --_radius: var(--kaiku-radius, 12px);
    color-scheme: light dark;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --_surface: var(--kaiku-surface, #14171b);
      --_panel: var(--kaiku-panel, #1e2228);
      --_text: var(--kaiku-text, #eef1f4);
      --_muted: var(--kaiku-muted, #aeb6c0);
      --_line: var(--kaiku-line, #3d4550);
      --_accent: var(--kaiku-accent, #93bdf5);
      --_on-accent: var(--kaiku-on-accent, #0c1a2d);
      --_confirmed: var(--kaiku-confirmed, #7fd6a0);
      --_provisional: var(--kaiku-provisional, #f0bb6b);
      --_ticket: var(--kaiku-ticket, #7fcadd);
      --_refused: var(--kaiku-refused, #f3a598);
      --_undecided: var(--kaiku-undecided, #babff2);
    }
  }
`;
