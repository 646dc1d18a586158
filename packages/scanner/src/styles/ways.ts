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
  .picture {
    position: absolute;
    inset: 0;
    overflow: hidden;
    background: #101316;
  }
  .camera.running {
    position: relative;
    flex: 1 1 auto;
    min-block-size: 7rem;
  }
  .camera:not(.running) {
    margin-block: auto;
  }
  .gathers .camera.running {
    min-block-size: 6rem;
  }
  /* A group has no room to say why there is no picture: the next cards come by the reader, or are typed. */
  .gathers .camera:not(.running) {
    display: none;
  }
  /* Only its corners are drawn. */
  .frame {
    --_corner: linear-gradient(#ffffff 0 0);
    position: absolute;
    inset: 14% 16%;
    background:
      var(--_corner) 0 0 / 3rem 4px,
      var(--_corner) 0 0 / 4px 3rem,
      var(--_corner) 100% 0 / 3rem 4px,
      var(--_corner) 100% 0 / 4px 3rem,
      var(--_corner) 0 100% / 3rem 4px,
      var(--_corner) 0 100% / 4px 3rem,
      var(--_corner) 100% 100% / 3rem 4px,
      var(--_corner) 100% 100% / 4px 3rem;
    background-repeat: no-repeat;
  }
  @container (min-width: 44rem) {
    .camera.running {
      min-block-size: 11rem;
    }
    .gathers .camera.running {
      min-block-size: 5rem;
    }
  }
  .layer video {
    opacity: 0.5;
  }
  .layer .frame {
    visibility: hidden;
  }
  @container (min-width: 44rem) {
    .camera.running .picture {
      inset: 0 auto auto 0;
      width: 16.5rem;
      height: 11rem;
      border-radius: var(--_radius);
    }
    .gathers .camera.running .picture {
      height: 5rem;
    }
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
  .lens {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 0.75rem;
    align-items: center;
  }
  .camera.running .lens {
    position: absolute;
    inset: 0.5rem 0.5rem auto;
    justify-content: flex-end;
  }
  .camera.running .lens button,
  .camera.running .zoom {
    color: #ffffff;
    border-color: transparent;
    background: rgb(12 13 16 / 80%);
  }
  .camera.running .zoom {
    flex: 0 1 18rem;
    padding-inline: 0.9rem;
    border-radius: var(--_radius);
  }
  /* Beside the picture. */
  @container (min-width: 44rem) {
    .camera.running .lens {
      left: 17.5rem;
    }
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
    padding: 1rem 1.5rem;
  }
`;
