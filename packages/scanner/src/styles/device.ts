import { css } from 'lit';

/** The line of an outage, the page of the device, and the result of its acts. */
export const device = css`
  .outage {
    display: flex;
    gap: 0.6rem;
    align-items: baseline;
    padding: 0.35rem 1rem;
    color: var(--_amber-ink);
    background: var(--_amber);
    font-variant-numeric: tabular-nums;
  }
  .outage .dot {
    border-color: currentcolor;
    border-radius: 0;
  }
  /* Keeps each label and its number on one line. */
  .outage [part] {
    display: inline-block;
  }
  .chip .pulse {
    flex: none;
    /* Its corners while it turns. */
    margin: 0.2em;
  }
  .failure button {
    margin-block: 0.6rem 0.2rem;
  }
  .device {
    padding-inline: 1.1rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .device[open],
  .review[open] {
    padding-bottom: 1.1rem;
  }
  .device dl {
    display: grid;
    gap: 0.6rem 1.5rem;
    margin: 0.75rem 0 0;
  }
  .device dl > div {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0 1rem;
  }
  @container (min-width: 34rem) {
    .device dl > div {
      grid-template-columns: minmax(0, 14rem) minmax(10rem, 1fr);
    }
  }
  .device dt {
    color: var(--_muted);
  }
  .device dd {
    margin: 0;
  }
  .device dd .code {
    white-space: normal;
  }
  .device dd button {
    display: block;
    margin-top: 0.4rem;
  }
  .device h3 {
    margin: 1.25rem 0 0.5rem;
    font-size: 1.0625rem;
  }
  .history {
    padding: 0;
    list-style: none;
  }
  .history li {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    align-items: center;
    justify-content: space-between;
    padding-block: 0.6rem;
    border-top: 1px solid var(--_line);
  }
  .history li > div {
    flex: 1 1 12rem;
  }
  .past-undone .who {
    text-decoration: line-through;
  }
  .acts,
  .fewer {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: center;
  }
  .volume {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem 1rem;
    align-items: center;
    margin-bottom: 0.75rem;
  }
  .volume input {
    flex: 1 1 10rem;
    min-width: 0;
    accent-color: var(--_accent);
  }
  button[aria-pressed='true'] {
    color: var(--_on-fill);
    background: var(--_fill);
  }
  .save {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 1rem;
    align-items: center;
    margin-top: 0.75rem;
  }
  .save .quiet {
    flex: 1 1 16rem;
  }
  .told {
    margin-top: 0.75rem;
    padding: 0.6rem 0.9rem;
    border: 2px solid var(--_accent);
    border-radius: calc(var(--_radius) * 0.67);
    background: var(--_surface);
  }
  .kept {
    margin-top: 0.5rem;
  }
  .mark {
    font-weight: 400;
    display: inline-block;
    margin-right: 0.35rem;
    padding: 0 0.6rem;
    border: 2px solid currentcolor;
    border-radius: 99rem;
  }
  .mark.unconfirmed {
    border-style: dashed;
  }
`;
