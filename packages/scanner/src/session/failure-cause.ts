import { isKaikuError } from '@kaiku/client';
import type { FailureCause } from '../flow/flow.ts';

/** Returns the code of a client error; `unexpected` for any other error. */
export function failureCauseOf(error: unknown): FailureCause {
  return isKaikuError(error) ? error.code : 'unexpected';
}
