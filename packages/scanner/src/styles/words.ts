import { css } from 'lit';

/** Text, from the headline, readable at arm’s length, to the small print. */
export const words = css`
  .show-name {
    font-size: 1.25rem;
    font-weight: 650;
    line-height: 1.25;
  }
  .show-time,
  .quiet {
    color: var(--_muted);
  }
  .quiet {
    font-size: 0.9375rem;
  }
  .chip {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    padding: 0.3rem 0.8rem;
    border: 1px solid var(--_line);
    border-radius: 99rem;
    font-variant-numeric: tabular-nums;
  }
  .dot {
    width: 0.7rem;
    height: 0.7rem;
    flex: none;
    border: 2px solid var(--_muted);
    border-radius: 50%;
  }
  .connected .dot {
    border-color: var(--_confirmed);
    background: var(--_confirmed);
  }
  .headline {
    font-size: clamp(1.5rem, 1.1rem + 2.2cqi, 2.5rem);
    font-weight: 650;
    line-height: 1.2;
    text-wrap: balance;
  }
  .asking .headline {
    margin-top: 0.6rem;
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
    font-family: ui-monospace, monospace;
    letter-spacing: 0.04em;
    white-space: nowrap;
  }
  .note,
  .failure {
    padding: 0.6rem 0.9rem;
    border-left: 4px solid var(--_provisional);
    border-radius: 4px;
    background: color-mix(in srgb, var(--_provisional) 10%, var(--_surface));
  }
  .note {
    margin-block: 0.75rem 0;
  }
  /* A code in groups wraps between them. */
  .note .code {
    white-space: normal;
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
