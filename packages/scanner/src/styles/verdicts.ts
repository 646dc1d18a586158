import { css } from 'lit';

/** The five answers, which differ in colour and border as well as in word and sign. */
export const verdicts = css`
  .verdict {
    --_tone: var(--_muted);
    display: grid;
    gap: 0.35rem;
    align-content: center;
    padding: 1.25rem;
    border: 3px solid var(--_tone);
    border-radius: var(--_radius);
    background: color-mix(in srgb, var(--_tone) 9%, var(--_surface));
  }
  @container (min-width: 44rem) {
    .verdict {
      padding: 2rem;
    }
  }
  .verdict.confirmed {
    --_tone: var(--_confirmed);
  }
  .verdict.provisional {
    --_tone: var(--_provisional);
    border-style: dashed;
  }
  .verdict.has-ticket {
    --_tone: var(--_ticket);
    border-style: double;
    border-width: 6px;
  }
  .verdict.refused {
    --_tone: var(--_refused);
    border-left-width: 0.9rem;
  }
  .verdict.undecided {
    --_tone: var(--_undecided);
    border-style: dotted;
    border-width: 5px;
  }
  /* The queue must not recognise the answer: background and text are neutral, only the sign has the colour. */
  .discreet .verdict {
    border-color: var(--_muted);
    background: var(--_panel);
  }
  .discreet .verdict .headline {
    color: var(--_text);
  }
  .verdict .headline {
    display: flex;
    gap: 0.9rem;
    align-items: center;
    margin-bottom: 0.75rem;
    color: var(--_tone);
  }
  /* Next to the sign, a long word would break on a small screen. */
  @container (max-width: 24rem) {
    .verdict .headline {
      flex-direction: column;
      gap: 0.5rem;
      align-items: flex-start;
    }
  }
  .icon {
    flex: none;
    width: clamp(3.25rem, 10cqi, 5.5rem);
    fill: none;
    stroke: var(--_tone);
    stroke-width: 4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .verdict .card {
    margin-top: 0.75rem;
  }
  .verdict .actions {
    margin-top: 1rem;
  }
  .time-left {
    height: 0.3rem;
    margin-top: 0.75rem;
    border-radius: 99rem;
    background: var(--_accent);
    transform-origin: left;
  }
  @media (prefers-reduced-motion: reduce) {
    .time-left {
      visibility: hidden;
    }
  }
  .reminders {
    display: grid;
    gap: 0.25rem;
    margin-top: 1.25rem;
    padding-left: 1.2rem;
    color: var(--_muted);
  }
  @media (forced-colors: active) {
    button.primary {
      border-width: 3px;
    }
    .dot {
      forced-color-adjust: none;
    }
    button[aria-disabled='true'] {
      opacity: 1;
      color: GrayText;
    }
  }
`;
