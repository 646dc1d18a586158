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
  /* Out of sight, not out of the page: the picture may yet come. */
  .camera:not(.running) .picture {
    position: absolute;
    width: 1px;
    height: 1px;
    clip-path: inset(50%);
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
