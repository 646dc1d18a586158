/** The functions of @web/test-runner's mocha that the browser tests use; its types are not installed. */
interface Mocha {
  readonly describe: (name: string, body: (this: Suite) => void) => void;
  readonly it: It & { readonly skip: It };
}

/** The `this` of a suite's body. */
interface Suite {
  timeout(ms: number): void;
}

type It = (name: string, body: () => Promise<void> | void) => void;

export const { describe, it } = globalThis as unknown as Mocha;

/** Throws an error with both values unless they are equal as JSON. */
export function same(actual: unknown, expected: unknown, of = 'value'): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${of}: ${is} instead of ${should}`);
}

/** Returns the code of the outcome's error, or that there is none. */
export async function codeOf(outcome: Promise<unknown>): Promise<unknown> {
  return outcome.then(
    () => 'no error',
    (error) => error.code,
  );
}
