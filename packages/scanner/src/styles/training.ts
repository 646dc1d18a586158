import { css } from 'lit';

/** The training, recognisable from across the room. */
export const training = css`
  .screen {
    position: relative;
  }
  .training {
    display: grid;
    gap: 0.75rem;
    justify-items: start;
    padding: 0.9rem 1.1rem;
    border: 3px dashed var(--_accent);
    border-radius: var(--_radius);
  }
  .cards {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .watermark {
    position: absolute;
    z-index: 1;
    inset: 0;
    overflow: hidden;
    pointer-events: none;
    font-size: 2.75rem;
    font-weight: 800;
    line-height: 2.6;
    letter-spacing: 0.1em;
    text-align: justify;
    text-transform: uppercase;
    color: var(--_accent);
    opacity: 0.09;
    user-select: none;
  }
  @media (forced-colors: active) {
    .watermark {
      opacity: 0.3;
    }
  }
`;
