import { CaptureError } from '../errors.ts';

/** A value that an engine needs before it can decode, with the life cycle that {@link Engine} requires. */
export interface Loadable<T> {
  /**
   * Creates the value. A second call returns the same outcome; after a failure it tries again.
   * @throws CaptureError the error that `make` threw, converted by `toError`.
   */
  load(): Promise<void>;
  /** `undefined` until it is loaded. */
  readonly value: T | undefined;
  /** Returns the value. @throws CaptureError `engine/decode` if it is not loaded. */
  need(): T;
  /** Drops the value, and one that is still loading as soon as it has loaded. */
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
      throw new CaptureError('engine/decode', 'The engine is not loaded. Call load() first.', { retryable: false });
    },
    close() {
      loading = undefined;
      value = undefined;
    },
  };
}
