import { css } from 'lit';

/** Buttons and fields: at least 44 px, with a visible focus. */
export const controls = css`
  button,
  input {
    min-height: 3rem;
    font: inherit;
    color: inherit;
    border: 1px solid var(--_muted);
    border-radius: calc(var(--_radius) * 0.67);
    background: var(--_surface);
  }
  button {
    min-width: 3rem;
    padding: 0.5rem 1.1rem;
    font-weight: 600;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:hover {
    border-color: var(--_accent);
  }
  button.primary {
    min-height: 3.5rem;
    padding-inline: 1.75rem;
    font-size: 1.25rem;
    color: var(--_on-accent);
    border-color: var(--_accent);
    background: var(--_accent);
  }
  button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 3px;
  }
  .stage:focus {
    outline: none;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
    margin-top: 1.5rem;
  }
  .stepper {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 0.75rem;
    align-items: center;
    margin-top: 1.25rem;
  }
  .step {
    width: 4.25rem;
    height: 4.25rem;
    padding: 0;
    font-size: 2.25rem;
    line-height: 1;
  }
  .count {
    min-width: 4rem;
    font-size: 3.25rem;
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
    flex: 1 1 16.5rem;
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
    border: 2px solid var(--_provisional);
    border-radius: var(--_radius);
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
