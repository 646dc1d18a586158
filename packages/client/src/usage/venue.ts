/** A venue, as the registry knows it. */
export interface Venue {
  /** Its id in the registry. */
  readonly id: string;
  /** Its name, for people. */
  readonly name: string;
}
