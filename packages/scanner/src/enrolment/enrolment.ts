import type { EnrolledDevice } from '@kaiku/client';
import type { FailureCause } from '../flow/flow.ts';

/**
 * The state of an element that has no token and no desk of the page's: whether this browser is enrolled at its registry. The
 * table of states and events is in docs/devices.md#states-of-the-element.
 */
export type EnrolmentState =
  /** The page has a token or a desk of its own, or names no registry. */
  | { readonly at: 'off' }
  /** Reads whether this browser is enrolled. `code` came in the meantime, from the page's address. */
  | { readonly at: 'looking'; readonly code?: string }
  /** Waits for a code. `device` is what this browser is enrolled as already; `why` is what was wrong with the last code. */
  | { readonly at: 'asking'; readonly device?: EnrolledDevice; readonly why?: FailureCause }
  /** Asks if a browser that is enrolled should become another device, because a link alone must not change that. */
  | { readonly at: 'replacing'; readonly device: EnrolledDevice; readonly code: string }
  /** The registry is asked to accept a code. */
  | { readonly at: 'sending'; readonly device?: EnrolledDevice; readonly code: string }
  /** Shows which device this browser is now. */
  | { readonly at: 'named'; readonly device: EnrolledDevice }
  /** The element works with the key of this browser. */
  | { readonly at: 'enrolled'; readonly device: EnrolledDevice };

/** What happens to it. */
export type EnrolmentEvent =
  /** The page wants an enrolled device. */
  | { readonly type: 'begin' }
  /** The page no longer wants one. */
  | { readonly type: 'end' }
  /** This browser is enrolled as `device`, or is not. */
  | { readonly type: 'found'; readonly device: EnrolledDevice | undefined }
  /** A code was read, typed or given by the page. */
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'accepted'; readonly device: EnrolledDevice }
  | { readonly type: 'failed'; readonly cause: FailureCause }
  /** The clerk wants to enter a code although this browser is enrolled, for example because it was revoked. */
  | { readonly type: 'again' }
  /** The clerk agrees: becomes another device, or begins to work. */
  | { readonly type: 'confirm' }
  /** The clerk declines, or the name was shown long enough. */
  | { readonly type: 'leave' };

/** Returns the next state; the same object if the event changes nothing. */
export function nextEnrolment(state: EnrolmentState, event: EnrolmentEvent): EnrolmentState {
  if (event.type === 'end') return state.at === 'off' ? state : { at: 'off' };
  switch (state.at) {
    case 'off':
      return event.type === 'begin' ? { at: 'looking' } : state;
    case 'looking':
      return afterLooking(state, event);
    case 'asking':
      if (event.type === 'code') return { at: 'sending', code: event.code, ...deviceOf(state) };
      return event.type === 'leave' ? workingAs(state) : state;
    case 'replacing':
      if (event.type === 'confirm') return { at: 'sending', code: state.code, device: state.device };
      return event.type === 'leave' ? workingAs(state) : state;
    case 'sending':
      if (event.type === 'accepted') return { at: 'named', device: event.device };
      return event.type === 'failed' ? { at: 'asking', why: event.cause, ...deviceOf(state) } : state;
    case 'named':
      return event.type === 'leave' || event.type === 'confirm' ? workingAs(state) : state;
    case 'enrolled':
      if (event.type === 'again') return { at: 'asking', device: state.device };
      return event.type === 'code' ? { at: 'replacing', device: state.device, code: event.code } : state;
    default:
      return state satisfies never;
  }
}

function afterLooking(
  state: Extract<EnrolmentState, { at: 'looking' }>,
  event: Exclude<EnrolmentEvent, { type: 'end' }>,
): EnrolmentState {
  const { code } = state;
  if (event.type === 'code') return event.code === code ? state : { at: 'looking', code: event.code };
  if (event.type === 'failed') return { at: 'asking', why: event.cause };
  if (event.type !== 'found') return state;
  const { device } = event;
  if (device === undefined) return code === undefined ? { at: 'asking' } : { at: 'sending', code };
  return code === undefined ? { at: 'enrolled', device } : { at: 'replacing', device, code };
}

type WithDevice = Extract<EnrolmentState, { readonly device?: EnrolledDevice }>;

function deviceOf({ device }: WithDevice): { readonly device?: EnrolledDevice } {
  return device === undefined ? {} : { device };
}

/** Returns to work. Without a device there is nothing to return to. */
function workingAs(state: WithDevice): EnrolmentState {
  return state.device === undefined ? state : { at: 'enrolled', device: state.device };
}

/** True while a code may be read: the camera and the field are there for it, and for no card. */
export function takesCodes({ at }: EnrolmentState): boolean {
  return at === 'asking' || at === 'sending';
}
