/** The settings that a test passes to a page. */
export interface Settings {
  readonly registry: string;
  readonly token: string;
  readonly show: string;
  readonly onVerdict: (outcome: string) => void;
}

/** Shows the element in the way of one framework. */
export type Mount = (
  place: Element,
  settings: Settings,
) => {
  /** Changes the show by the framework's state. */
  readonly choose: (show: string) => void;
  readonly unmount: () => void;
};
