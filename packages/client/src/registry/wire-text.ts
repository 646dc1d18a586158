/** Free text on the wire: the one rule for every field whose text is not spelt by a pattern of its own. */
import * as z from 'zod/mini';

/** No control character (NUL is one: no PostgreSQL text holds it) and no half of a surrogate pair (no UTF-8 has it). */
const printable = /^[^\p{Cc}\p{Cs}]*$/u;

/** True if a text holds nothing that a line of text cannot: no control character, no half of a surrogate pair. */
export function isPrintable(text: string): boolean {
  return printable.test(text);
}

/**
 * A line of text of `min` to `max` code points, normalised to NFC: the same letters are the same text, whichever system
 * they were typed on. Control characters and halves of surrogate pairs are refused, not removed: a text that has them
 * was damaged on its way. In JSON Schema `minLength` and `maxLength` count code points too.
 */
export function wireText({ min, max }: { readonly min: number; readonly max: number }): z.ZodMiniString {
  const check = z.check<string>(({ value, issues }) => {
    const length = [...value].length;
    if (!isPrintable(value)) issues.push({ code: 'custom', input: value, message: 'control character or half a pair' });
    else if (length < min) issues.push({ code: 'too_small', origin: 'string', minimum: min, input: value });
    else if (length > max) issues.push({ code: 'too_big', origin: 'string', maximum: max, input: value });
  });
  // For the OpenAPI document: zod's own lengths count UTF-16 code units, so they are not used.
  check._zod.onattach.push(({ _zod }) => {
    Object.assign(_zod.bag, { minimum: min, maximum: max, patterns: new Set([printable]) });
  });
  return z.string().check(z.normalize('NFC'), check);
}
