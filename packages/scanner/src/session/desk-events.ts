import { type Acknowledgement, type DeskState, isLockOut, type KaikuErrorCode } from '@kaiku/client';
import type { Emit, KaikuStateDetail } from '../events.ts';

/** Emits what the page must know of the desk's state: each change once. */
export class DeskEvents {
  readonly #emit: Emit;
  #reviewed = new Set<string>();
  #last: KaikuStateDetail | undefined;
  #setupFailure: KaikuErrorCode | undefined;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** Starts over with another desk. Its first state is not a change, but its review list and a wrong set-up are news. */
  begin(state: DeskState | undefined): void {
    this.#reviewed.clear();
    this.#setupFailure = undefined;
    this.#emitReview(state);
    this.#emitSetup(state);
    this.#last = stateOf(state);
  }

  /** Emits what has changed. */
  update(state: DeskState, acknowledgements: readonly Acknowledgement[]): void {
    this.#emitReview(state);
    this.#emitSetup(state);
    this.#emitState(state);
    for (const { type: _, ...acknowledged } of acknowledgements) this.#emit('kaiku-acknowledged', acknowledged);
  }

  #emitReview(state: DeskState | undefined): void {
    const items = state?.review ?? [];
    const added = items.filter(({ visitId, why }) => !this.#reviewed.has(`${visitId} ${why}`));
    this.#reviewed = new Set(items.map(({ visitId, why }) => `${visitId} ${why}`));
    if (added.length > 0) this.#emit('kaiku-review', { added, count: items.length });
  }

  /** No card can be recorded before the page has another token or another show. */
  #emitSetup(state: DeskState | undefined): void {
    const during = signInFailure(state) === undefined ? 'setup' : 'token';
    const code = during === 'token' || state?.failure === 'registry/not-found' ? state?.failure : undefined;
    const isNew = code !== this.#setupFailure;
    this.#setupFailure = code;
    if (code !== undefined && isNew) this.#emit('kaiku-error', { during, code, error: undefined });
  }

  #emitState(state: DeskState): void {
    const detail = stateOf(state);
    if (detail === undefined || JSON.stringify(detail) === JSON.stringify(this.#last)) return;
    this.#last = detail;
    this.#emit('kaiku-state', detail);
  }
}

/** Returns why the device cannot sign in to the registry; `undefined` if that is not what is wrong. */
export function signInFailure(state: DeskState | undefined): KaikuErrorCode | undefined {
  const { failure } = state ?? {};
  return failure === 'registry/no-token' || isLockOut(failure) ? failure : undefined;
}

function stateOf(state: DeskState | undefined): KaikuStateDetail | undefined {
  if (state === undefined) return undefined;
  const { reachable, failure, pending, voiding, review } = state;
  return { reachable, failure, pending, voiding, review: review.length };
}
