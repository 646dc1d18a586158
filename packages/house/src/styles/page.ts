import { css } from 'lit';

/** What all pages share: text, fields, buttons, tables and notices. */
export const page = css`
  :host {
    display: block;
    font-family: var(--kaiku-font, system-ui, sans-serif);
    color: var(--_text);
    overflow-wrap: anywhere;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  dl,
  dd {
    margin: 0;
  }
  h1 {
    font-size: 1.75rem;
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.022em;
    text-wrap: balance;
  }
  h2 {
    font-size: 1.25rem;
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.012em;
    text-wrap: balance;
  }
  ul {
    padding: 0;
    list-style: none;
  }
  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
    align-items: end;
  }
  .sheet {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
    padding: 1.25rem;
    border: 1px solid var(--_line);
    border-radius: 16px;
    background: var(--_surface);
  }
  .quiet,
  dt {
    color: var(--_muted);
    font-size: 0.9375rem;
  }
  .code,
  .number {
    font-variant-numeric: tabular-nums slashed-zero;
  }
  .code {
    letter-spacing: 0.03em;
    white-space: nowrap;
  }
  label,
  legend {
    display: block;
    font-weight: 600;
  }
  label > input,
  label > select,
  label > textarea {
    display: block;
    margin-top: 0.25rem;
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  input,
  select,
  textarea {
    min-height: 2.75rem;
    max-width: 100%;
    padding: 0.4rem 0.75rem;
    font: inherit;
    font-weight: 450;
    color: inherit;
    border: 1px solid var(--_edge);
    border-radius: 12px;
    background: var(--_surface);
  }
  textarea {
    width: 100%;
    min-height: 7rem;
    font-family: ui-monospace, monospace;
    font-size: 0.9375rem;
  }
  input[type='checkbox'],
  input[type='radio'] {
    min-height: 0;
    width: 1.25rem;
    height: 1.25rem;
    margin: 0;
    accent-color: var(--_fill);
  }
  button,
  a.button {
    display: inline-flex;
    gap: 0.5rem;
    align-items: center;
    justify-content: center;
    min-height: 2.75rem;
    min-width: 2.75rem;
    padding: 0.4rem 1.1rem;
    font: inherit;
    font-weight: 600;
    color: inherit;
    text-decoration: none;
    white-space: nowrap;
    border: 1px solid var(--_edge);
    border-radius: 12px;
    background: var(--_surface);
    cursor: pointer;
    touch-action: manipulation;
  }
  button.primary {
    min-height: 3.25rem;
    color: var(--_on-fill);
    border-color: var(--_fill);
    background: var(--_fill);
  }
  button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  .notice {
    display: grid;
    gap: 0.5rem;
    justify-items: start;
    padding: 0.75rem 1rem;
    border-radius: 12px;
    color: var(--_amber-ink);
    background: var(--_amber);
  }
  .notice button {
    color: var(--_text);
  }
  .scrolls {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 0.5rem 0.75rem 0.5rem 0;
    text-align: start;
    vertical-align: top;
    overflow-wrap: normal;
    border-bottom: 1px solid var(--_line);
  }
  th.number,
  td.number {
    text-align: end;
  }
  .said {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (max-width: 34rem) {
    .sheet {
      padding: 1rem;
    }
    th,
    td {
      padding-inline-end: 0.4rem;
    }
  }
  @media print {
    .no-print {
      display: none !important;
    }
  }
`;
