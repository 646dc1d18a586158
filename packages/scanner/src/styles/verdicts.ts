import { css } from 'lit';

/**
 * The five answers. In the discreet display they have one ground, one ink and one size of word, and differ in word and sign: a
 * filled sign lets in, an open one is not finished. The full display colours the ground.
 */
export const verdicts = css`
  .verdict .headline {
    display: flex;
    flex-direction: column;
    gap: 1rem;
    align-items: flex-start;
    margin-block: auto 0.5rem;
    font-size: 2.5rem;
    line-height: 1.1;
    letter-spacing: -0.032em;
  }
  .verdict .body {
    display: flex;
    flex-direction: column;
    gap: 0.25rem;
  }
  .verdict .body > * {
    flex: none;
  }
  .verdict .after {
    display: grid;
    gap: 0.5rem;
    margin-block: auto 0;
    padding-top: 1rem;
  }
  .sign {
    flex: none;
    width: 6rem;
    height: 6rem;
    fill: none;
    stroke: none;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .sign .f {
    fill: currentcolor;
  }
  .sign .s {
    stroke: currentcolor;
  }
  .sign .cut {
    stroke: var(--_sheet);
  }
  .verdict {
    --_sheet: var(--_surface);
  }
  .full .stage.toned {
    --_surface: var(--_tone);
    --_text: #ffffff;
    --_muted: #ffffff;
    --_line: rgb(255 255 255 / 40%);
    --_edge: #ffffff;
    --_fill: #ffffff;
    --_on-fill: var(--_tone);
    --_accent: #ffffff;
    --_amber: rgb(255 255 255 / 14%);
    --_amber-ink: #ffffff;
    color: #ffffff;
  }
  .full .tone-confirmed {
    --_tone: var(--_confirmed);
  }
  .full .tone-provisional {
    --_tone: var(--_provisional);
  }
  .full .tone-has-ticket {
    --_tone: var(--_ticket);
  }
  .full .tone-refused {
    --_tone: var(--_refused);
  }
  .full .tone-undecided {
    --_tone: var(--_undecided);
  }
  .time-left {
    height: 0.25rem;
    margin-top: 0.75rem;
    border-radius: 99rem;
    background: var(--_accent);
    transform-origin: left;
  }
  .reminders {
    display: grid;
    gap: 0.25rem;
    padding: 0.75rem 0 0 1.2rem;
    border-top: 1px solid var(--_line);
    color: var(--_muted);
  }
  @container (max-width: 24rem) {
    .verdict .headline {
      font-size: 2.125rem;
    }
    .sign {
      width: 4.5rem;
      height: 4.5rem;
    }
  }
  @container (min-width: 44rem) {
    .verdict .headline {
      margin-top: 0;
      font-size: clamp(2.5rem, 7.2cqi, 4rem);
      letter-spacing: -0.045em;
    }
  }
  /* The sign beside the word. */
  @media (max-height: 30rem) {
    .verdict .headline {
      flex-direction: row;
      gap: 0.75rem;
      align-items: center;
      margin-top: 0;
      font-size: 1.75rem;
    }
    .sign {
      width: 2.75rem;
      height: 2.75rem;
    }
  }
  /* A double tap on the question must not put the answer aside unread. */
  @media (prefers-reduced-motion: no-preference) {
    .verdict .actions {
      animation: shield 400ms;
    }
    .sign {
      animation: grow 220ms cubic-bezier(0.2, 0.8, 0.2, 1);
    }
  }
  @keyframes shield {
    from,
    to {
      pointer-events: none;
    }
  }
  @keyframes grow {
    from {
      scale: 0.9;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .time-left {
      visibility: hidden;
    }
  }
  @media (forced-colors: active) {
    button.primary {
      border-width: 3px;
    }
    .sign .cut {
      stroke: Canvas;
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
