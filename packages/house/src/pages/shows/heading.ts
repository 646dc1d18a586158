/** The heading of a part of the page that has replaced another: it has the focus, so that a screen reader says it. */
import { css } from 'lit';

/** The style of the heading, and how it gets the focus. */
export const heading = {
  styles: css`
    h2:focus {
      outline: none;
    }
  `,
  focus: (root: ParentNode): void => root.querySelector<HTMLElement>('h2')?.focus(),
};
