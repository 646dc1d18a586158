import { css } from 'lit';

/** The camera’s picture. */
export const ways = css`
  video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .frame {
    position: absolute;
    inset: 14% 12%;
    border: 3px solid rgb(255 255 255 / 75%);
    border-radius: var(--_radius);
  }
  /* Always rendered, because its changes are read out. */
  .pause {
    position: absolute;
    inset: 0;
    display: grid;
    gap: 0.75rem;
    place-content: center;
    justify-items: center;
    padding: 1rem;
    color: #ffffff;
    text-align: center;
    pointer-events: none;
  }
  .pause.shown {
    pointer-events: auto;
    background: #101316;
  }
  .pause button {
    color: #ffffff;
    border-color: #ffffff;
    background: #101316;
  }
  /* Text and buttons need their space, even next to a question. */
  .screen .picture:has(.pause button) {
    aspect-ratio: 4 / 3;
  }
  .lens {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 0.75rem;
    align-items: center;
  }
  .picture ~ .lens {
    margin-top: 0.75rem;
  }
  .zoom {
    display: flex;
    flex: 1 1 14rem;
    gap: 0.5rem;
    align-items: center;
    min-width: 0;
  }
  .zoom input {
    flex: 1 1 6rem;
    min-width: 0;
    accent-color: var(--_accent);
  }
  .zoom span:last-child {
    min-width: 2.75rem;
    font-variant-numeric: tabular-nums;
  }
  /* Hidden but rendered, because the picture may still start. */
  .camera:not(.running) .picture {
    position: absolute;
    width: 1px;
    height: 1px;
    clip-path: inset(50%);
  }
  .reader-advice {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    align-items: center;
    justify-content: space-between;
    padding: 0.6rem 0.9rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .reader-advice p {
    flex: 1 1 16rem;
  }
  .no-picture {
    display: grid;
    gap: 0.6rem;
    justify-items: start;
    padding: 1.1rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
`;
