import type { CaptureErrorCode } from '@kaiku/capture';
import type { AttentionItem, Refusal } from '@kaiku/client';
import type { FailureCause } from '../flow.ts';
import type { Locale, Message } from './locale.ts';

/** A refusal in words, for a screen of one's own: why, and what to do next. Times are Finland's. Never throws. */
export function refusalText(refusal: Refusal, locale: Locale): Message {
  // The text is of the refusal's reason, which the compiler cannot follow through the union.
  const text = locale.refusals[refusal.reason] as (refusal: Refusal, dates: Locale['dates']) => Message;
  return text(refusal, locale.dates);
}

/** A failure in words: what is so, and what the person at the door does. Never throws. */
export function failureText(code: FailureCause | CaptureErrorCode, locale: Locale): Message {
  // A newer client or a host's own desk may know codes that these texts do not.
  return locale.failures[code] ?? locale.failures.unexpected;
}

/** Why a use is on the attention list, in words. */
export function attentionText(why: AttentionItem['why'], locale: Locale): Message {
  return why === 'interrupted' ? locale.attention.interrupted : locale.attention.notAccepted;
}
