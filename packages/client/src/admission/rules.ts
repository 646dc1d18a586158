/** An edition of the programme's rules. `2025` is in force for shows from 11.4.2025 on, `2020` for those before: our reading. */
export type Edition = '2020' | '2025';

/** A rule of the programme and the document it stands in. */
export interface Rule {
  /** A heading of docs/sources.md. */
  readonly id: string;
  /** The edition it belongs to; `any` where all editions say the same. */
  readonly edition: Edition | 'any';
  /** The document, section included; `ohjelmiston tulkinta` where it is also our reading. */
  readonly source: string;
}

/** Why a usage is refused, in order of precedence: the first that applies is the one told. */
export const refusalOrder = [
  'not-a-card',
  'old-card',
  'card-unregistered',
  'card-barred',
  'card-in-transfer',
  'card-inactive',
  'card-expired',
  'community-card-course',
  'show-cancelled',
  'show-too-long-over',
  'reservation-not-open',
  'redemption-not-open',
  'card-twice-in-visit',
  'already-recorded',
  'community-card-alone',
  'course-without-children',
  'too-many-minors',
  'group-not-agreed',
  'cap-reached',
  'unknown-rule',
] as const;

export type RefusalReason = (typeof refusalOrder)[number];

/**
 * What a recorded usage may be flagged with: each reason a request would have been refused for, and `late`, which is no rule: it
 * was recorded on a later day (of Europe/Helsinki) than it happened, from the paper form or after an outage.
 */
export type Flag = RefusalReason | 'late';

/** Every flag, in the order they are told. */
export const flagOrder: readonly Flag[] = [...refusalOrder, 'late'];

/** The rule behind each refusal. */
export const rules: Readonly<Record<RefusalReason, Rule>> = {
  'not-a-card': any('code-on-the-card', 'Toimintamalli 2020 §5.3; Kaikukanta 2.0 -opas 2025 §1.3'),
  'old-card': any('old-card-numbers', 'Toimintamalli 2019 §9.1, §9.2; ohjelmiston tulkinta'),
  'card-unregistered': any(
    'only-registered-cards',
    'Toimintamalli 2020 §4.3, §5.3; Kaikukanta 2.0 -opas 2025 §6.2 kohta 6, §10 kohta 2',
  ),
  'card-barred': any('card-status', 'Kaikukanta 2.0 -opas 2025 §6.5.1 kohta 4, §9'),
  'card-in-transfer': any('card-status', 'Kaikukanta 2.0 -opas 2025 §6.5.1 kohta 4, §9'),
  'card-inactive': any('card-status', 'Kaikukanta 2.0 -opas 2025 §6.5.1 kohta 4, §9'),
  'card-expired': any('registry-wins', 'Kaikukanta 2.0 -opas 2025 §5.1, §6.2 kohta 3; käyttöehdot 26.2.2025'),
  'community-card-course': any('community-cards', 'Toimintamalli 2020 §6.2'),
  'show-cancelled': any('cancelled-shows', 'ohjelmiston tulkinta'),
  'show-too-long-over': any('shows-that-are-over', 'Toimintamalli 2020 §9.1 (3/4); ohjelmiston tulkinta'),
  'reservation-not-open': any('time-windows', 'Toimintamalli 2020 §9.2'),
  'redemption-not-open': any('time-windows', 'Toimintamalli 2020 §9.2'),
  'card-twice-in-visit': any('groups', 'Toimintamalli 2020 §10 (3/3)'),
  'already-recorded': any('one-adult', 'Toimintamalli 2020 §10 (2/3); ohjelmiston tulkinta'),
  'community-card-alone': any('community-cards', 'Kaikukanta 2.0 -opas 2025 §7.1'),
  'course-without-children': any('children', 'Toimintamalli 2020 §2'),
  'too-many-minors': any('children', 'Kaikukanta 2.0 -opas 2025 §6.2 kohta 5'),
  'group-not-agreed': any('groups', 'Kaikukanta 2.0 -opas 2025 §7'),
  'cap-reached': any('cap-policy', 'Toimintamalli 2020 §8.2.2'),
  'unknown-rule': any('unknown-rule', 'Kaikukanta'),
};

/** What each rule says, in a sentence for people who read rules: docs/rules.md. The screen has its own (locales). */
export const ruleSentences: Readonly<Record<RefusalReason, string>> = {
  'not-a-card': 'A card’s code is letters, then digits, of one of six prefixes; any other text is no card.',
  'old-card':
    'A code of the kind that only the 2019 material shows is not taken; the card holder gets a new card. (Our reading.)',
  'card-unregistered': 'Only a registered card works.',
  'card-barred': 'A card that is barred is not taken, because it is not active; no document says more of it.',
  'card-in-transfer': 'A card that is in transfer is not taken, because it is not active; no document says more of it.',
  'card-inactive': 'A card that is not active is not taken.',
  'card-expired': 'A card is good through its last day of validity in the registry, by the calendar of Helsinki.',
  'community-card-course': 'A community card is never used for course places.',
  'show-cancelled': 'Nothing is recorded for a show that its venue has cancelled.',
  'show-too-long-over':
    'More than 14 days after a show began, nothing more is recorded for it: what is missing is imported. (A guess. Not of courses, nor where a show admits per day.)',
  'reservation-not-open': 'A venue may open reservation a calendar month before the start, at the same time of day.',
  'redemption-not-open':
    'A venue may give tickets out only from some minutes before the start; where it opens a month before, not earlier than that. Course places have no such opening but the month.',
  'card-twice-in-visit': 'Every card of a visit is recorded once; no card is in it twice.',
  'already-recorded':
    'A card admits one adult to one show (where it admits per day, such as an exhibition, a swimming hall or a gym: once a day). Giving out what the card has reserved is not a second usage; nor is showing, at the door, a ticket redeemed in advance (`has-ticket`).',
  'community-card-alone':
    'A community card is not used alone: a client of the worker comes along, with or without a card, or is inside already.',
  'course-without-children': 'Children never get course places.',
  'too-many-minors': 'With a customer card come at most as many of the holder’s children as the registry says.',
  'group-not-agreed':
    'A group of more than five people that comes with a community card is agreed on with the venue separately, however large it is.',
  'cap-reached':
    'The Kaikukortti tickets of a show (in a swimming hall: its card holders; where it admits per day: those of the day) are at most its cap; reserved ones count, those the card has reserved itself are its own.',
  'unknown-rule': 'Nothing is admitted that no rule has judged: what is no fact, and what a newer registry refuses.',
};

function any(id: string, source: string): Rule {
  return { id, edition: 'any', source };
}
