import * as z from 'zod/mini';

/** Excludes control characters (PostgreSQL stores no NUL) and unpaired surrogates (UTF-8 cannot encode them). */
const printable = /^[^\p{Cc}\p{Cs}]*$/u;

/** True if a text has no control characters and no unpaired surrogates. */
export function isPrintable(text: string): boolean {
  return printable.test(text);
}

/**
 * Returns a schema for free text of `min` to `max` code points, as JSON Schema counts length. Normalises to NFC, so that the
 * same letters are the same text on every system. Rejects control characters and unpaired surrogates instead of removing
 * them, because they mean that the text was damaged.
 */
export function wireText({ min, max }: { readonly min: number; readonly max: number }): z.ZodMiniString {
  const check = z.check<string>(({ value, issues }) => {
    const length = [...value].length;
    if (!isPrintable(value))
      issues.push({ code: 'custom', input: value, message: 'control character or unpaired surrogate' });
    else if (length < min) issues.push({ code: 'too_small', origin: 'string', minimum: min, input: value });
    else if (length > max) issues.push({ code: 'too_big', origin: 'string', maximum: max, input: value });
  });
  // For the OpenAPI document. Zod's own length checks count UTF-16 code units, so they are not used.
  check._zod.onattach.push(({ _zod }) => {
    Object.assign(_zod.bag, { minimum: min, maximum: max, patterns: new Set([printable]) });
  });
  return z.string().check(z.normalize('NFC'), check);
}
