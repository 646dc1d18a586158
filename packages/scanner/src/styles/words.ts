import { css } from 'lit';

/** Text, from the headline, readable at arm’s length, to the small print. */
export const words = css`
  .show-time {
    font-weight: 690;
    font-variant-numeric: tabular-nums;
    /* A name next to it would else break it between two figures. */
    overflow-wrap: normal;
  }
  .venue,
  .quiet {
    color: var(--_muted);
  }
  .quiet {
    font-size: 0.875rem;
  }
  .chip {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    font-variant-numeric: tabular-nums;
  }
  .dot {
    width: 0.7rem;
    height: 0.7rem;
    flex: none;
    border: 2px solid currentcolor;
    border-radius: 50%;
  }
  .connected .dot {
    background: currentcolor;
  }
  .headline {
    font-size: 1.75rem;
    font-weight: 690;
    line-height: 1.18;
    letter-spacing: -0.022em;
    text-wrap: balance;
  }
  .hint {
    margin-top: 0.5rem;
    color: var(--_muted);
  }
  .lead {
    font-size: 1.25rem;
    line-height: 1.35;
  }
  .code {
    font-feature-settings: 'zero';
    font-variant-numeric: tabular-nums;
    font-weight: 560;
    letter-spacing: 0.03em;
    white-space: nowrap;
  }
  .note,
  .failure {
    padding: 0.5rem 0.9rem;
    border-radius: calc(var(--_radius) * 0.75);
    color: var(--_amber-ink);
    background: var(--_amber);
  }
  .note {
    margin-block: 0.75rem 0;
  }
  .failure {
    border-radius: 0;
  }
  @container (min-width: 44rem) {
    /* Capitals of 2.7 mm on a till, which are not read from two metres. */
    .discreet .body,
    .discreet .top {
      font-size: 0.875rem;
    }
    .headline {
      font-size: 2.5rem;
      line-height: 1.1;
      letter-spacing: -0.032em;
    }
    .at-scanning .headline {
      font-size: clamp(2.5rem, 7.2cqi, 4rem);
    }
    /* A whole sentence, or a list below. */
    [part~='shows'] .headline,
    [part~='failure'] .headline {
      font-size: 1.75rem;
      line-height: 1.2;
    }
  }
  @media (max-height: 30rem) {
    .headline {
      font-size: 1.375rem;
      line-height: 1.2;
    }
  }
  /* A code in groups has a line of its own, and wraps between them only if that is too short. */
  .note .code {
    display: inline-block;
    white-space: normal;
  }
  .verdict .why,
  .verdict .lead {
    margin-top: 0.25rem;
  }
  .shows ul {
    display: grid;
    gap: 0.5rem;
    margin-top: 1rem;
    padding: 0;
    list-style: none;
  }
  .shows li button {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.75rem;
    justify-content: flex-start;
    width: 100%;
    text-align: start;
    background: var(--_panel);
  }
  .shows .time {
    font-size: 1.25rem;
    font-weight: 690;
    font-variant-numeric: tabular-nums;
  }
  .shows [aria-current='true'] {
    border-width: 3px;
    border-color: var(--_fill);
  }
  .chip {
    white-space: nowrap;
  }
  .said {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .pulse {
    display: inline-block;
    width: 0.7em;
    height: 0.7em;
    margin-right: 0.5em;
    border: 0.12em solid var(--_accent);
    border-right-color: transparent;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .pulse {
      animation: none;
    }
  }
`;
