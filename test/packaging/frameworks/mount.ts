/** What a page is told by the test, and can do to it. */
export interface Told {
  readonly registry: string;
  readonly token: string;
  readonly show: string;
  readonly onVerdict: (outcome: string) => void;
}

/** Puts the element up in one framework's way. */
export type Mount = (
  place: Element,
  told: Told,
) => {
  /** Another show, by the framework's own state. */
  readonly choose: (show: string) => void;
  readonly unmount: () => void;
};
