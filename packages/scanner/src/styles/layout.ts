import { css } from 'lit';

/** The layout: one column on a phone, two if the element itself is wide enough. */
export const layout = css`
  :host {
    display: block;
    container-type: inline-size;
    font-family: var(--kaiku-font, system-ui, sans-serif);
    font-size: 1.0625rem;
    line-height: 1.45;
    color: var(--_text);
    background: var(--_surface);
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  p,
  h2,
  ul {
    margin: 0;
  }
  .screen {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
    padding: 1rem;
    overflow-wrap: anywhere;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1.5rem;
    align-items: center;
    justify-content: space-between;
    padding-bottom: 0.875rem;
    border-bottom: 1px solid var(--_line);
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .work,
  .ways {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
    align-content: start;
    min-width: 0;
  }
  .stage {
    display: grid;
    align-content: center;
    min-width: 0;
    padding: 1.25rem;
    border-radius: var(--_radius);
    background: var(--_panel);
  }
  .stage:has(.verdict) {
    align-content: stretch;
    padding: 0;
  }
  .picture {
    position: relative;
    aspect-ratio: 4 / 3;
    overflow: hidden;
    border-radius: var(--_radius);
    background: #101316;
  }
  /* On a narrow screen the question comes first. The picture stays small, because a hidden video stops. */
  :is(.at-asking, .at-recording, .at-gathering, .at-joining, .at-admitting, .at-showing, .at-undoing) .picture {
    aspect-ratio: 4 / 1;
  }
  @container (min-width: 44rem) {
    .screen {
      padding: 1.5rem;
      gap: 1.25rem;
    }
    .work {
      grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
      gap: 1.5rem;
    }
    .stage {
      min-height: 26rem;
      padding: 2rem;
    }
    :is(.at-asking, .at-recording, .at-gathering, .at-joining, .at-admitting, .at-showing, .at-undoing) .picture {
      aspect-ratio: 4 / 3;
    }
  }
`;
