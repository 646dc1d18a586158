/**
 * When to run the next send pass. A pass first waits for its turn among all tabs, then reads the storage, then sends.
 *
 * | state | goes to | by |
 * |---|---|---|
 * | `idle` | `sending` | `wake`, `retry` |
 * | `idle` | `waiting` for a random short time | `back` |
 * | `sending` | `sending`, with another pass to follow | `wake` before the pass ends, unless the pass has yet to `read` |
 * | `sending` | `sending` again | `ended`, if another pass is to follow and no pause is required |
 * | `sending` | `waiting` | `ended` otherwise |
 * | `waiting` | `sending` | `due`, `retry`; `wake`, unless a pause is required |
 * | `waiting` | `waiting` for a random short time | `back`, unless the registry itself asked for a time |
 * | any | `closed`, permanently | `close` |
 */
import type { Stop } from './send-pass.ts';

export type SenderState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'closed' }
  /** `again`: something was written that this pass may not have read. `failures`: consecutive passes that left something. */
  | { readonly phase: 'sending'; readonly again: boolean; readonly failures: number }
  | {
      readonly phase: 'waiting';
      /** `look`: nothing is pending. `back`: the registry is back after an outage. */
      readonly reason: 'look' | 'retry' | 'back';
      readonly failures: number;
      /** Why the last pass ended early. */
      readonly stop: Stop | undefined;
    };

/**
 * `wake`: something is to be sent. `retry`: someone requests a pass now. `back`: the registry is reachable again. `due`: the
 * wait is over. `read`: the pass has read the storage. `ended`: the pass has ended; `isLeft`: entries are still pending.
 */
export type SenderEvent =
  | { readonly type: 'wake' | 'retry' | 'back' | 'due' | 'read' | 'close' }
  | { readonly type: 'ended'; readonly isLeft: boolean; readonly stop: Stop | undefined };

export const idle: SenderState = { phase: 'idle' };

/** Returns the state after an event; the same object if the event changes nothing. Pure. */
export function senderStateAfter(state: SenderState, event: SenderEvent): SenderState {
  if (state.phase === 'closed') return state;
  if (event.type === 'close') return { phase: 'closed' };
  switch (state.phase) {
    case 'idle':
      return event.type === 'wake' || event.type === 'retry' ? firstPass : afterBack(state, event, undefined, 0);
    case 'sending':
      return whileSending(state, event);
    case 'waiting': {
      const { failures, stop } = state;
      const mayBegin = event.type === 'retry' || event.type === 'due' || (event.type === 'wake' && !mustPause(state));
      return mayBegin ? { phase: 'sending', again: false, failures } : afterBack(state, event, stop, failures);
    }
    default:
      return state satisfies never;
  }
}

const firstPass: SenderState = { phase: 'sending', again: false, failures: 0 };

function whileSending(state: Extract<SenderState, { phase: 'sending' }>, event: SenderEvent): SenderState {
  switch (event.type) {
    case 'wake':
      return state.again ? state : { ...state, again: true };
    // What was written before this moment is in what the pass has read.
    case 'read':
      return state.again ? { ...state, again: false } : state;
    case 'ended': {
      const { isLeft, stop } = event;
      const failures = isLeft ? state.failures + 1 : 0;
      const waiting = { phase: 'waiting', reason: isLeft ? 'retry' : 'look', failures, stop } as const;
      return state.again && !mustPause(waiting) ? { phase: 'sending', again: false, failures } : waiting;
    }
    default:
      return state;
  }
}

function afterBack(state: SenderState, event: SenderEvent, stop: Stop | undefined, failures: number): SenderState {
  if (event.type !== 'back') return state;
  // The registry asked for a time: until then it is not back for us.
  if (stop?.retryAfterMs !== undefined && failures > 0) return state;
  return { phase: 'waiting', reason: 'back', failures, stop };
}

/** True if what ended the last pass requires a pause, which new entries do not cut short. */
function mustPause({ failures, stop }: Extract<SenderState, { phase: 'waiting' }>): boolean {
  return failures > 0 && stop !== undefined && (stop.minWaitMs > 0 || stop.retryAfterMs !== undefined);
}
