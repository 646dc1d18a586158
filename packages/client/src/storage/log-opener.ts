import type { Log } from './log.ts';

/** A log that could not be opened, or has failed, is not opened again before this time. Guess. */
export const reopenAfterMs = 30_000;

/** Opens a log when it is first needed, and again some time after it has failed. */
export interface LogOpener {
  /** True from the first attempt to open until the log fails. */
  readonly isOpening: boolean;
  /** Returns the log, or `undefined` if there is none now. Never rejects. */
  find(): Promise<Log | undefined>;
  close(): Promise<void>;
}

/** @param onFailed called when the log has failed or could not be opened */
export function createLogOpener(open: () => Promise<Log>, onFailed: () => void): LogOpener {
  let opening: Promise<Log> | undefined;
  let mayOpenAtMs = Number.NEGATIVE_INFINITY;
  let hasWorked = false;

  function fail(why?: { readonly name?: string }): void {
    opening = undefined;
    // A browser or a page's policy that refuses a log refuses it always: do not try again.
    const mayWork = hasWorked || why?.name === 'TimeoutError';
    mayOpenAtMs = mayWork ? performance.now() + reopenAfterMs : Number.POSITIVE_INFINITY;
    onFailed();
  }

  return {
    get isOpening() {
      return opening !== undefined;
    },
    async find() {
      if (opening === undefined && performance.now() >= mayOpenAtMs) {
        opening = open();
        opening.then(() => {
          hasWorked = true;
        }, fail);
      }
      const found = await opening?.catch(() => undefined);
      if (found?.isDead) fail();
      return found?.isDead ? undefined : found;
    },
    async close() {
      const last = opening;
      opening = undefined;
      mayOpenAtMs = Number.POSITIVE_INFINITY;
      await (await last?.catch(() => undefined))?.close();
    },
  };
}
