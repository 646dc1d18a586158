import { css } from 'lit';

/** The drawer: over the whole element on a phone, at its side on a till. */
export const drawer = css`
  header [part='menu'] {
    background: none;
  }
  [part='menu']:disabled {
    color: var(--_muted);
    cursor: default;
  }
  .over {
    position: absolute;
    z-index: 2;
    inset: 0;
  }
  .over[hidden] {
    display: none;
  }
  .scrim {
    position: absolute;
    inset: 0;
    background: rgb(23 24 28 / 50%);
  }
  .drawer {
    position: sticky;
    inset-block: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
    align-content: start;
    min-block-size: min(100%, 100dvh);
    max-block-size: 100dvh;
    padding: 0 1.5rem 1.5rem;
    overflow-y: auto;
    background: var(--_surface);
  }
  .head {
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    display: flex;
    gap: 1rem;
    align-items: center;
    justify-content: space-between;
    padding-block: 1rem 0.25rem;
    background: var(--_surface);
  }
  .head h2 {
    font-size: 1.75rem;
    line-height: 1.2;
  }
  .drawer [part='shift'] {
    padding: 0;
    border: 0;
  }
  .drawer [part='shift-card'] {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0.5rem;
  }
  .drawer [part='shift-card'] > div {
    display: flex;
    flex-direction: column-reverse;
    justify-content: flex-end;
    padding: 0.6rem 0.9rem;
    border-radius: var(--_radius);
    background: var(--_panel);
  }
  .drawer [part='shift-card'] dd {
    font-size: 1.125rem;
    font-weight: 700;
  }
  .drawer [part='shift-card'] dt {
    font-size: 0.875rem;
  }
  @container (max-width: 24rem) {
    .drawer {
      padding-inline: 1rem;
    }
    .drawer [part='shift-card'] > div {
      padding-inline: 0.6rem;
    }
  }
  @container (min-width: 44rem) {
    .drawer {
      width: 27.5rem;
      margin-inline-start: auto;
      border-radius: var(--_sheet-radius) 0 0 var(--_sheet-radius);
      box-shadow: 0 12px 40px -8px rgb(23 24 28 / 16%);
    }
  }
`;
