import { KaikuError } from '../errors.ts';

/** The mistake of a page: it asks for what no rule needs to decide. */
export function invalid(message: string): KaikuError {
  return new KaikuError('config/invalid', message, { retryable: false });
}
