import { css } from 'lit';

/** The cards of a group: a row each, which wraps if the element is narrow. */
export const group = css`
  .members {
    display: grid;
    gap: 0.5rem;
    margin: 1rem 0 0;
    padding: 0;
    list-style: none;
  }
  .member {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.35rem 0.75rem;
    align-items: center;
    padding: 0.4rem 0.4rem 0.4rem 0.9rem;
    border: 1px solid var(--_line);
    border-width: 0 0 1px;
  }
  .member.stays {
    border-style: dashed;
  }
  .stays :is(.code, .whose) {
    color: var(--_muted);
  }
  .whose {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.6rem;
    align-items: center;
  }
  .whose .name {
    flex: 1 1 5rem;
  }
  .whose .chip {
    flex: 0 1 auto;
    white-space: normal;
    padding-block: 0.05rem;
    font-size: 0.875rem;
  }
  .remove {
    width: 3rem;
    padding: 0;
    font-size: 1.5rem;
    line-height: 1;
    border-color: transparent;
  }
  .stepper.small {
    grid-column: 1 / -1;
    flex-wrap: nowrap;
    gap: 0.5rem;
    margin: 0;
  }
  .stepper.small .step {
    flex: none;
    width: 3rem;
    height: 3rem;
    font-size: 1.5rem;
  }
  .stepper.small .count {
    min-width: 2.25rem;
    font-size: 1.75rem;
  }
  .minors {
    flex: 1;
    min-width: 0;
    color: var(--_muted);
  }
  /* Next to the buttons, its long words would break. */
  @container (max-width: 24rem) {
    .stepper.small {
      flex-wrap: wrap;
    }
    .minors {
      flex-basis: 100%;
    }
  }
  input[type='checkbox'] {
    flex: none;
    width: 2.75rem;
    min-height: 0;
    height: 2.75rem;
    margin: 0;
    accent-color: var(--_accent);
  }
  .agreed {
    display: flex;
    gap: 0.75rem;
    align-items: center;
    margin-top: 0.75rem;
    font-weight: 600;
  }
  .note button {
    margin-block: 0.5rem 0.25rem;
  }
  .note > p + p {
    margin-top: 0.25rem;
  }
`;
