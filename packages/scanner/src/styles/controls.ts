import { css } from 'lit';

/** Buttons and fields: at least 44 px, with a visible focus. */
export const controls = css`
  button,
  input {
    min-height: 2.75rem;
    font: inherit;
    color: inherit;
    border: 1.5px solid var(--_edge);
    border-radius: var(--_radius);
    background: none;
  }
  button {
    display: inline-flex;
    gap: 0.6rem;
    align-items: center;
    justify-content: center;
    min-width: 2.75rem;
    padding: 0.5rem 1.1rem;
    font-weight: 600;
    line-height: 1.25;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:hover {
    border-color: var(--_text);
  }
  button.primary {
    min-height: 4rem;
    padding-inline: 1.5rem;
    font-size: 1.25rem;
    color: var(--_on-fill);
    border-color: var(--_fill);
    background: var(--_fill);
  }
  button.round {
    width: 2.75rem;
    height: 2.75rem;
    padding: 0;
    border-color: transparent;
    border-radius: 50%;
    background: var(--_panel);
  }
  button.show {
    justify-content: flex-start;
    padding-inline: 0;
    font-weight: 400;
    text-align: start;
    border-color: transparent;
  }
  /* A long show takes a second line, not the letters of its words apart. */
  @container (min-width: 44rem) {
    button.show {
      flex-wrap: wrap;
      row-gap: 0;
    }
  }
  button[aria-disabled='true'] {
    color: var(--_muted);
    border-style: dashed;
    cursor: default;
  }
  button.primary[aria-disabled='true'] {
    color: var(--_on-fill);
    opacity: 0.7;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 3px;
  }
  /* Not cut off at the edge of what scrolls. */
  .body :focus-visible,
  .body:focus-visible,
  .drawer:focus-visible {
    outline-offset: -3px;
  }
  .stage:focus {
    outline: none;
  }
  .icon {
    flex: none;
    width: 1.25rem;
    height: 1.25rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  button.close {
    position: absolute;
    inset: 1rem 1rem auto auto;
  }
  .top {
    min-height: 1.75rem;
    padding-inline-end: 3rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-top: 1rem;
  }
  .sheet .actions .primary {
    flex: 1 1 100%;
  }
  .sheet .actions button:not(.primary) {
    flex: 1 1 auto;
    padding-inline: 0.6rem;
    border-color: transparent;
  }
  .sum {
    white-space: nowrap;
  }
  @container (min-width: 44rem) {
    button.close {
      inset: 1.5rem 1.5rem auto auto;
    }
    .sheet .actions .primary {
      flex: 2 1 60%;
      min-height: 4.5rem;
    }
    .sheet .actions button:not(.primary) {
      border-color: var(--_edge);
    }
  }
  @media (max-height: 30rem) {
    .sheet .actions {
      flex-wrap: nowrap;
      margin-top: 0.5rem;
    }
    .top {
      min-height: 0;
    }
    button.close {
      inset: 0.5rem 0.5rem auto auto;
    }
    .asking .headline {
      padding-inline-end: 3rem;
    }
    .sheet .actions .primary {
      flex: 1 1 auto;
      min-height: 3rem;
    }
    .sheet .actions button:not(.primary) {
      flex: 0 1 auto;
    }
    /* Only the icon is left; the name stays. */
    @container (max-width: 34rem) {
      .sheet .actions button:not(.primary) {
        flex: none;
        padding: 0.5rem;
      }
      .sheet .actions .label {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
        white-space: nowrap;
      }
    }
  }
  .stepper {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 0.75rem;
    align-items: center;
    margin-top: 1.25rem;
  }
  .step {
    width: 3.5rem;
    height: 3.5rem;
    padding: 0;
    font-size: 2rem;
    line-height: 1;
  }
  .count {
    min-width: 4rem;
    font-size: 2.5rem;
    font-weight: 650;
    line-height: 1;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .allowed {
    color: var(--_muted);
  }
  .typed label {
    display: block;
    margin-bottom: 0.35rem;
    font-weight: 600;
  }
  .entry {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .entry input {
    flex: 1 1 13.5rem;
    min-width: 0;
    min-height: 3.5rem;
    padding: 0.5rem 0.9rem;
    font-family: ui-monospace, monospace;
    font-size: clamp(1.375rem, 1rem + 2cqi, 1.625rem);
    letter-spacing: 0.06em;
    text-transform: uppercase;
  }
  .note strong.code {
    font-size: 1.5rem;
  }
  .entry button {
    min-height: 3.5rem;
  }
  .typed .quiet {
    margin-top: 0.35rem;
  }
  .paper summary {
    width: fit-content;
  }
  .review {
    padding-inline: 1.1rem;
    color: var(--_amber-ink);
    background: var(--_amber);
  }
  summary h2 {
    display: inline;
    font-size: inherit;
    font-weight: inherit;
  }
  summary {
    min-height: 3rem;
    padding-block: 0.7rem;
    font-weight: 600;
    cursor: pointer;
  }
  .review ul {
    padding: 0;
    border-bottom: 1px solid var(--_line);
    list-style: none;
  }
  .review li {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    align-items: center;
    justify-content: space-between;
    padding-block: 0.75rem;
    border-top: 1px solid var(--_line);
  }
  .review li > div {
    flex: 1 1 16rem;
  }
`;
