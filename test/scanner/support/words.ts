type Body = () => unknown;

/** The words of @web/test-runner's mocha; its types are not installed. */
interface Mocha {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: Body) => { timeout(ms: number): unknown };
  readonly before: (body: Body) => void;
  readonly after: (body: Body) => void;
  readonly afterEach: (body: Body) => void;
}

export const { describe, it, before, after, afterEach } = globalThis as unknown as Mocha;
