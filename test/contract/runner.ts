/** The test runner's globals: vitest's or mocha's, with chai's `expect` (vitest's has its API). */
export interface Runner {
  describe(name: string, suite: () => void): void;
  it(name: string, test: () => Promise<void>): void;
  expect: Chai.ExpectStatic;
}
