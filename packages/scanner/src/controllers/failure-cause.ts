import { isKaikuError } from '@kaiku/client';
import type { FailureCause } from '../flow.ts';

/** What is told of an error that was thrown: a code of the client, or `unexpected`. */
export function failureCauseOf(error: unknown): FailureCause {
  return isKaikuError(error) ? error.code : 'unexpected';
}
