import { CaptureError } from '../errors.ts';

/** What an engine needs before it can decode, with the life that {@link Engine} asks for. */
export interface Loadable<T> {
  /**
   * Makes it. Called again, the same outcome; after a failure, a new attempt.
   * @throws CaptureError as `toError` puts what `make` threw.
   */
  load(): Promise<void>;
  /** `undefined` while it is not loaded. */
  readonly value: T | undefined;
  /** @throws CaptureError `engine/decode` while it is not loaded. */
  need(): T;
  /** Lets it go; one that is still on its way is left to the garbage collector when it comes. */
  close(): void;
}

export function createLoadable<T>(make: () => T | Promise<T>, toError: (cause: unknown) => CaptureError): Loadable<T> {
  let loading: Promise<T> | undefined;
  let value: T | undefined;

  return {
    async load() {
      loading ??= (async () => make())();
      const attempt = loading;
      try {
        const made = await attempt;
        if (loading === attempt) value = made;
      } catch (cause) {
        if (loading === attempt) loading = undefined;
        throw toError(cause);
      }
    },
    get value() {
      return value;
    },
    need() {
      if (value !== undefined) return value;
      throw new CaptureError('engine/decode', 'The engine is not loaded.', { retryable: false });
    },
    close() {
      loading = undefined;
      value = undefined;
    },
  };
}
