import { colours as scanner } from '@kaiku/scanner/styles';
import { css } from 'lit';

/** Those of the clerk's screen, and what only pages need: the ground behind a sheet, and filled buttons. */
export const colours = [
  scanner,
  css`
    :host {
      --_ground: var(--kaiku-ground, #f3f1ec);
      --_edge: var(--kaiku-edge, #7a7871);
      --_fill: var(--kaiku-fill, #17181c);
      --_on-fill: var(--kaiku-on-fill, #ffffff);
      --_amber: var(--kaiku-amber, #ffe7b0);
      --_amber-ink: var(--kaiku-amber-ink, #4a3100);
    }
    @media (prefers-color-scheme: dark) {
      :host {
        --_ground: var(--kaiku-ground, #0d0e10);
        --_edge: var(--kaiku-edge, #85888f);
        --_fill: var(--kaiku-fill, #f4f2ed);
        --_on-fill: var(--kaiku-on-fill, #141518);
        --_amber: var(--kaiku-amber, #40300a);
        --_amber-ink: var(--kaiku-amber-ink, #ffe1a1);
      }
    }
  `,
];
