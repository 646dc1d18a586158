import type { CaptureErrorCode } from '@kaiku/capture';
import type { CardCode, DeviceWarning, Flag, Refusal, ReviewItem, ShowFacts, Verdict } from '@kaiku/client';
import { admissionOf } from '@kaiku/client/admission';
import type { FailureCause } from '../flow/flow.ts';
import type { Locale, Message, RefusedAt } from './locale.ts';
import type { Place } from './places.ts';

/** What was refused, as far as it is known: the words fit the show and the card. */
export interface RefusalAbout {
  readonly show?: Pick<ShowFacts, 'kind' | 'admission'> | undefined;
  readonly code?: Pick<CardCode, 'holder'> | undefined;
}

/**
 * A refusal in words, for a screen of one's own: why, and what to do next. Times are Finland's. Without `about` the words
 * fit a performance and a customer's card. Never throws.
 */
export function refusalText(refusal: Refusal, locale: Locale, { show, code }: RefusalAbout = {}): Message {
  // The text is of the refusal's reason, which the compiler cannot follow through the union.
  const text = locale.refusals[refusal.reason] as (refusal: Refusal, dates: Locale['dates'], at: RefusedAt) => Message;
  return text(refusal, locale.dates, { of: show === undefined ? 'show' : whatIsFull(show), holder: code?.holder });
}

function whatIsFull(show: NonNullable<RefusalAbout['show']>): RefusedAt['of'] {
  if (admissionOf(show) === 'per-day') return 'day';
  return show.kind === 'course' ? 'course' : 'show';
}

/**
 * A failure in words: what is so, and what the person at the door does; of the camera, by where its switch is, for the
 * first of the places that has one. Default: none, and the words fit anywhere. Never throws.
 */
export function failureText(
  code: FailureCause | CaptureErrorCode,
  locale: Locale,
  places: readonly Place[] = [],
): Message {
  // A newer client or a host's own desk may know codes that these texts do not.
  const message = locale.failures[code] ?? locale.failures.unexpected;
  const steps = locale.camera.steps[code as CaptureErrorCode];
  const nextStep = places.map((place) => steps?.[place]).find((step) => step !== undefined);
  return nextStep === undefined ? message : { ...message, nextStep };
}

/** Why nobody can say now, in words: where a smaller party would fit on the device, that. Never throws. */
export function undecidedText(
  { cause, room = 0 }: { readonly cause: FailureCause; readonly room?: number },
  locale: Locale,
): Message {
  return room > 0 ? locale.verdict.tooMany(room) : failureText(cause, locale);
}

/** That a ticket was redeemed in advance, in words: since when; of a group, that everyone has one. Never throws. */
export function ticketText({ cards, ticket }: HasTicket, locale: Locale): Message {
  return locale.verdict.ticket(cards > 1 ? undefined : ticket.recordedAt);
}

type HasTicket = Extract<Verdict, { outcome: 'has-ticket' }>;

/** What a flag or a list of them says, in sentences: the rules that a counted visit departs from. */
export function flagsText(flags: readonly Flag[], locale: Locale): string {
  // A newer client may know rules that these texts do not.
  return flags.map((flag) => locale.flags[flag] ?? locale.flags['unknown-rule']).join(' ');
}

/** Why a visit or an undo is on the review list, in words, and what to do about it. Never throws. */
export function reviewText({ why, flags, cards }: ToldItem, locale: Locale): Message {
  const { interrupted, unanswered, flagged, voidedElsewhere, notAccepted, undoNotAccepted } = locale.review;
  if (why === 'interrupted') return interrupted;
  if (why === 'unanswered') return unanswered;
  if (why === 'voided-elsewhere') return voidedElsewhere;
  // Nothing of it stands anywhere: that it could not be undone would say the opposite.
  if (why === 'desk/unknown-visit') return failureText(why, locale);
  if (why === 'flagged') return after(flagged, flagsText(flags, locale));
  return after(cards === 0 ? undoNotAccepted : notAccepted, failureText(why, locale).sentence);
}

/** A warning about the device itself, in words, and what to do about it. Never throws. */
export function warningText(warning: DeviceWarning, locale: Locale): Message {
  // The text is of the warning's kind, which the compiler cannot follow through the union.
  const text = locale.device.warnings[warning.kind] as (warning: DeviceWarning, amounts: Locale['amounts']) => Message;
  return text(warning, locale.amounts);
}

type ToldItem = Pick<ReviewItem, 'why' | 'flags' | 'cards'>;

function after({ sentence, nextStep }: Message, more: string): Message {
  return { sentence: `${sentence} ${more}`, nextStep };
}
