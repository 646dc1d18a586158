import type { RunFile } from '@kaiku/client/contract';

/** The files of the hand-over, as the server's options say. */
export interface RunFiles {
  /** Returns a file of a run that is not confirmed, always the same; `undefined` if there is none. */
  read(
    venueId: string,
    run: number,
    file: RunFile,
  ): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>;
  /** Confirms a run. Returns false if it cannot be confirmed yet (`HandOvers.confirm`). Safe to repeat. */
  confirm(venueId: string, run: number): Promise<boolean>;
}
