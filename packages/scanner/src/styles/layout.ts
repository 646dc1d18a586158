import { css } from 'lit';

/**
 * The layout. The stage has one place, and the camera is behind it: a question rises from below as a sheet, and an answer
 * covers all of it. On a wide element the stage is a column in the middle, with the field to type in below.
 */
export const layout = css`
  :host {
    display: block;
    container-type: inline-size;
    /* In a box that is as wide as its contents, such as a dialog. */
    contain-intrinsic-inline-size: 24rem;
    font-family: var(--kaiku-font, system-ui, sans-serif);
    font-size: 1rem;
    line-height: 1.5;
    color: var(--_text);
    background: var(--_ground);
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
  h3,
  ul,
  fieldset {
    margin: 0;
  }
  .screen {
    position: relative;
    overflow-wrap: anywhere;
  }
  header {
    display: flex;
    gap: 0 1rem;
    align-items: center;
    justify-content: space-between;
    min-height: 3rem;
    padding: 0.25rem 1rem;
    border-bottom: 1px solid var(--_line);
    background: var(--_surface);
  }
  header > [part~='show'] {
    flex: 1 1 auto;
    min-width: 0;
  }
  .chips {
    display: flex;
    gap: 0 1rem;
  }
  @container (max-width: 44rem) {
    .venue {
      display: none;
    }
    [data-short]::after {
      content: attr(data-short) / '';
    }
    .chip,
    .outage {
      position: relative;
    }
    .long {
      position: absolute;
      left: 0;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }
  .work {
    display: grid;
    grid-template: 'camera' minmax(7rem, 1fr) 'dock' auto 'typed' auto / minmax(0, 1fr);
    min-block-size: min(calc(100dvh - 3rem), 48rem);
    background: var(--_surface);
  }
  .ways {
    display: flex;
    flex-direction: column;
    grid-area: camera;
    min-width: 0;
    background: var(--_panel);
  }
  .stage {
    position: relative;
    z-index: 1;
    display: flex;
    flex-direction: column;
    grid-area: dock;
    min-width: 0;
    max-block-size: 100dvh;
    padding: 1.25rem 1.5rem;
    background: var(--_surface);
  }
  .typed {
    grid-area: typed;
    min-width: 0;
    padding: 0 1.5rem 1rem;
  }
  /* A layer over the camera. The focus must not go below it. */
  .layer .stage {
    position: sticky;
    inset-block: 0;
    grid-row: 1 / -1;
    align-self: end;
    border-radius: var(--_sheet-radius) var(--_sheet-radius) 0 0;
  }
  .at-showing .stage,
  .at-undoing .stage {
    align-self: stretch;
    border-radius: 0;
  }
  .layer .typed {
    visibility: hidden;
  }
  /* A group shows the camera and the field, because more cards come. */
  .gathers .work {
    grid-template-rows: fit-content(6rem) auto auto;
  }
  .gathers .stage {
    position: sticky;
    inset-block: 0;
    align-self: start;
  }
  .sheet {
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
    min-block-size: 0;
  }
  .sheet > * {
    flex: none;
  }
  .sheet > .body {
    flex: 1 1 auto;
    min-block-size: 0;
    overflow-y: auto;
  }
  /* A phone has no room for it. */
  .last {
    display: none;
    gap: 0.5rem 1rem;
    align-items: center;
    justify-content: space-between;
    padding-inline: 2.5rem;
  }
  .last button {
    border-color: transparent;
  }
  .below {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
    padding: 1rem;
  }
  @container (max-width: 24rem) {
    header {
      gap: 0 0.25rem;
      padding-inline-end: 0.25rem;
    }
    .chips {
      gap: 0 0.5rem;
    }
    .stage {
      padding-inline: 1rem;
    }
    .typed {
      padding-inline: 1rem;
    }
  }
  @container (min-width: 44rem) {
    .work {
      grid-template: 'camera' auto 'dock' minmax(0, 1fr) 'typed' auto / minmax(0, 1fr);
      width: min(45rem, 100% - 3rem);
      min-block-size: min(calc(100dvh - 6rem), 36.5rem);
      margin: 1.5rem auto;
      border-radius: var(--_sheet-radius);
      box-shadow: 0 12px 40px -8px rgb(23 24 28 / 16%);
    }
    .ways {
      margin: 2rem 2.5rem 0;
      background: none;
    }
    .stage {
      justify-content: center;
      padding: 2.5rem;
      border-radius: var(--_sheet-radius);
    }
    .typed {
      padding: 0 2.5rem 2rem;
    }
    .layer .stage {
      grid-row: 1 / 3;
      align-self: stretch;
      justify-content: flex-start;
      border-radius: var(--_sheet-radius);
    }
    .layer .typed {
      visibility: visible;
    }
    .last {
      display: flex;
    }
    .below {
      width: min(45rem, 100% - 3rem);
      margin-inline: auto;
      padding-inline: 0;
    }
  }
  /* A phone on its side, or a large zoom: the camera beside the dock, and less air. */
  @media (max-height: 30rem) {
    .stage {
      padding-block: 0.75rem;
    }
    .work {
      grid-template: 'camera dock' auto 'camera typed' 1fr / minmax(0, 1fr) minmax(0, 1fr);
    }
    .layer .stage {
      grid-area: 1 / 1 / -1 / -1;
    }
    .gathers .work {
      grid-template: 'dock' auto 'typed' auto 'camera' fit-content(6rem) / minmax(0, 1fr);
    }
    @container (max-width: 34rem) {
      .work {
        grid-template: 'dock' auto 'typed' auto 'camera' minmax(7rem, 1fr) / minmax(0, 1fr);
      }
    }
    @container (min-width: 44rem) {
      .work {
        margin-block: 0;
      }
      .layer .stage {
        grid-area: 1 / 1 / -1 / -1;
      }
      .layer .typed {
        visibility: hidden;
      }
    }
  }
`;
