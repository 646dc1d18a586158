import type { CaptureErrorCode } from '@kaiku/capture';
import type { CardCode, DeviceWarning, Flag, Refusal, ReviewItem, ShowFacts, Verdict } from '@kaiku/client';
import { admissionOf, toShortReference } from '@kaiku/client/admission';
import type { FailureCause } from '../flow/flow.ts';
import type { Locale, Message, RefusedAt } from './locale.ts';
import type { Place } from './places.ts';

/** The show and the card of a refusal, as far as they are known. The text depends on them. */
export interface RefusalAbout {
  readonly show?: Pick<ShowFacts, 'kind' | 'admission'> | undefined;
  readonly code?: Pick<CardCode, 'holder'> | undefined;
}

/**
 * Returns the text of a refusal, also for a screen of your own: why, and what to do next. Times are in Finland's time. By
 * default, the text is for a performance and a customer card. Never throws.
 */
export function refusalText(refusal: Refusal, locale: Locale, { show, code }: RefusalAbout = {}): Message {
  // The text takes a refusal of this reason, which the compiler cannot follow through the union.
  const text = locale.refusals[refusal.reason] as (refusal: Refusal, dates: Locale['dates'], at: RefusedAt) => Message;
  return text(refusal, locale.dates, { of: show === undefined ? 'show' : whatIsFull(show), holder: code?.holder });
}

function whatIsFull(show: NonNullable<RefusalAbout['show']>): RefusedAt['of'] {
  if (admissionOf(show) === 'per-day') return 'day';
  return show.kind === 'course' ? 'course' : 'show';
}

/**
 * Returns the text of a failure: what has happened, and what the clerk should do. For a failure of the camera, the next step
 * is that of the first of `places` that has one. Without `places`, it is a general one. Never throws.
 */
export function failureText(
  code: FailureCause | CaptureErrorCode,
  locale: Locale,
  places: readonly Place[] = [],
): Message {
  // A newer client, or the page's own desk, may have codes without a text.
  const message = locale.failures[code] ?? locale.failures.unexpected;
  const steps = locale.camera.steps[code as CaptureErrorCode];
  const nextStep = places.map((place) => steps?.[place]).find((step) => step !== undefined);
  return nextStep === undefined ? message : { ...message, nextStep };
}

/** Returns why there is no answer; or, if this device could record fewer people, how many. Never throws. */
export function undecidedText(
  { cause, room = 0 }: { readonly cause: FailureCause; readonly room?: number },
  locale: Locale,
): Message {
  return room > 0 ? locale.verdict.tooMany(room) : failureText(cause, locale);
}

/** Returns when a ticket was redeemed in advance; for a group, that everyone has one. Never throws. */
export function ticketText({ cards, ticket }: HasTicket, locale: Locale): Message {
  return locale.verdict.ticket(cards > 1 ? undefined : ticket.recordedAt);
}

type HasTicket = Extract<Verdict, { outcome: 'has-ticket' }>;

/** Returns a sentence for each flag: the rules that a counted visit breaks. */
export function flagsText(flags: readonly Flag[], locale: Locale): string {
  // A newer client may have rules without a text.
  return flags.map((flag) => locale.flags[flag] ?? locale.flags['unknown-rule']).join(' ');
}

/** Returns the short name of a visit, which the page of the house shows too. Never throws. */
export function referenceText({ visitId }: Pick<ReviewItem, 'visitId'>, locale: Locale): string {
  return locale.review.reference(toShortReference(visitId));
}

/** Returns why a visit or an undo is on the review list, and what to do about it. Never throws. */
export function reviewText({ why, flags, cards }: ReviewedItem, locale: Locale): Message {
  const { interrupted, unanswered, flagged, voidedElsewhere, notAccepted, undoNotAccepted } = locale.review;
  if (why === 'interrupted') return interrupted;
  if (why === 'unanswered') return unanswered;
  if (why === 'voided-elsewhere') return voidedElsewhere;
  // The visit exists nowhere. “It could not be undone” would mean the opposite.
  if (why === 'desk/unknown-visit') return failureText(why, locale);
  if (why === 'flagged') return after(flagged, flagsText(flags, locale));
  return after(cards === 0 ? undoNotAccepted : notAccepted, failureText(why, locale).sentence);
}

/** Returns the text of a warning about the device, and what to do about it. Never throws. */
export function warningText(warning: DeviceWarning, locale: Locale): Message {
  // The text takes a warning of this kind, which the compiler cannot follow through the union.
  const text = locale.device.warnings[warning.kind] as (warning: DeviceWarning, amounts: Locale['amounts']) => Message;
  return text(warning, locale.amounts);
}

type ReviewedItem = Pick<ReviewItem, 'why' | 'flags' | 'cards'>;

function after({ sentence, nextStep }: Message, more: string): Message {
  return { sentence: `${sentence} ${more}`, nextStep };
}
