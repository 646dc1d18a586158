import { css } from 'lit';

/** The number of minors to choose: a tile each. */
export const tiles = css`
  .tiles {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: 0.5rem;
    min-width: 0;
    margin-top: 1rem;
    padding: 0;
    border: 0;
  }
  .tile {
    position: relative;
    display: grid;
    place-content: center;
    min-height: 5.5rem;
    font-size: 2.5rem;
    font-weight: 650;
    line-height: 1;
    border: 1.5px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_panel);
    font-variant-numeric: tabular-nums;
    cursor: pointer;
    touch-action: manipulation;
  }
  .tile input {
    position: absolute;
    inset: 0;
    /* WebKit does not stretch it. */
    width: 100%;
    height: 100%;
    min-height: 0;
    margin: 0;
    opacity: 0;
    cursor: inherit;
  }
  .tile.chosen {
    color: var(--_on-fill);
    border-color: var(--_fill);
    background: var(--_fill);
  }
  .tile:focus-within {
    outline: 3px solid var(--_accent);
    outline-offset: -7px;
  }
  /* Does not fit: hatched, and the note says why. */
  .tile.full-up {
    color: var(--_muted);
    background: repeating-linear-gradient(-45deg, var(--_panel) 0 7px, var(--_line) 7px 9px);
    cursor: default;
  }
  @container (min-width: 44rem) {
    .tile {
      min-height: 9rem;
      font-size: 4rem;
    }
  }
  @media (max-height: 41rem) {
    .tile {
      min-height: 4.5rem;
      font-size: 2.5rem;
    }
  }
  @media (forced-colors: active) {
    .tile.chosen {
      border: 4px solid Highlight;
    }
    .tile.full-up {
      color: GrayText;
      border: 2px dashed GrayText;
    }
  }
`;
