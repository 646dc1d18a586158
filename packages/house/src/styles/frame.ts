import { css } from 'lit';

/** The frame: a bar with the venue and the menu, and one column for the page. The menu opens by a button on a phone. */
export const frame = css`
  :host {
    min-height: 100vh;
    font-size: 1rem;
    line-height: 1.5;
    background: var(--_ground);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
    align-items: center;
    padding: 0.5rem 1rem;
    border-bottom: 1px solid var(--_line);
    background: var(--_surface);
  }
  .venue {
    flex: 1 1 8rem;
    font-weight: 650;
  }
  .language {
    padding-inline: 0.5rem 0.25rem;
  }
  .language {
    order: 1;
  }
  nav {
    flex: 1 1 100%;
    order: 3;
    display: none;
  }
  nav.open {
    display: block;
  }
  .menu {
    order: 2;
  }
  nav ul {
    display: grid;
    gap: 0.25rem;
    padding-block: 0.5rem;
  }
  nav a,
  nav button {
    display: flex;
    align-items: center;
    width: 100%;
    min-height: 2.75rem;
    padding: 0.4rem 0.85rem;
    font-weight: 560;
    color: inherit;
    text-decoration: none;
    border: 0;
    border-radius: 12px;
    background: none;
    justify-content: start;
  }
  nav a[aria-current] {
    color: var(--_on-fill);
    background: var(--_fill);
  }
  main {
    max-width: 64rem;
    margin-inline: auto;
    padding: 1.25rem 1rem 3rem;
  }
  main:focus {
    outline: none;
  }
  h1 {
    margin-bottom: 1rem;
  }
  h1:focus {
    outline: none;
  }
  .skip {
    position: absolute;
    inset: 0.25rem auto auto 0.25rem;
    z-index: 1;
    padding: 0.5rem 1rem;
    color: var(--_on-fill);
    background: var(--_fill);
    border-radius: 12px;
  }
  .skip:not(:focus) {
    width: 1px;
    height: 1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @media (min-width: 60rem) {
    .menu {
      display: none;
    }
    nav {
      display: block;
    }
    nav ul {
      display: flex;
      flex-wrap: wrap;
      padding: 0;
    }
  }
  @media print {
    :host {
      min-height: 0;
      color: #000;
      background: none;
    }
    main {
      max-width: none;
      padding: 0;
    }
    h1 {
      display: none;
    }
  }
`;
