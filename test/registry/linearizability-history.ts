/** One call as its caller saw it. Times are of one clock, in any unit. */
export interface Call<Request, Answer> {
  readonly request: Request;
  readonly startedAt: number;
  /** `undefined` without a response: it may have happened at any time since, or never. */
  readonly answered: { readonly at: number; readonly answer: Answer } | undefined;
}

/** Sequential behaviour. A state is a value: `apply` returns a new one, or the same one if nothing changes. */
export interface SequentialModel<State, Request, Answer> {
  readonly initial: State;
  apply(state: State, request: Request): { readonly state: State; readonly answer: Answer };
  /** True if an observed response matches the expected one. */
  agrees(expected: Answer, seen: Answer): boolean;
  /** Equal for equal states. Two 32-bit numbers, so that different states hardly ever collide. */
  fingerprint(state: State): readonly [number, number];
  /** Returns what a request concerns. Only requests with a common name can observe a quiet change of each other. */
  names(request: Request): readonly string[];
  /** True if only requests with a common name can distinguish one state from the other. */
  quiet(before: State, after: State): boolean;
  /** True if the known end is unreachable. Only saves time. */
  hopeless(state: State, request: Request, answered: boolean): boolean;
  /** True if an unanswered request that leads to this state may as well happen at once. Only saves time. */
  eager(state: State, request: Request): boolean;
  /** Returns how far a response is from the expected one; 0 if they match. Only says where to search first. */
  distance(expected: Answer, seen: Answer): number;
}
