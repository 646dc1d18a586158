/** An edition of the programme's rules. `2025` applies to shows from 11.4.2025 on, `2020` to earlier ones (our reading). */
export type Edition = '2020' | '2025';

/** A rule of the programme, and the document that contains it. */
export interface Rule {
  /** The heading in docs/sources.md. */
  readonly id: string;
  /** The edition it belongs to; `any` if it is the same in all editions. */
  readonly edition: Edition | 'any';
  /** The document and section; `ohjelmiston tulkinta` if it is also our reading. */
  readonly source: string;
}

/** The reasons for which a usage is refused, in order of precedence: the first that applies is returned. */
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

/** Why a usage is refused. */
export type RefusalReason = (typeof refusalOrder)[number];

/**
 * A flag of a recorded usage: a reason for which a request would have been refused, or one of three that are not rules.
 * `late`: it was recorded on a later day (in Europe/Helsinki) than it happened, from the paper form or after an outage.
 * `date-unsure`: that day may be wrong, because the device's clock is suspect, or the day is more than 14 days ago or in the
 * future. `card-not-checked`: the registry does not check cards; Kaikukanta does, at the import. Requests have it too.
 */
export type Flag = RefusalReason | 'late' | 'date-unsure' | 'card-not-checked';

/** Every flag, in the order of display. */
export const flagOrder: readonly Flag[] = [...refusalOrder, 'late', 'date-unsure', 'card-not-checked'];

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

/** Each rule in one sentence, for docs/rules.md. The texts of the screen are in the locales. */
export const ruleSentences: Readonly<Record<RefusalReason, string>> = {
  'not-a-card': 'A card’s code is one of six prefixes of letters, then digits. Any other text is not a card.',
  'old-card':
    'A code of the kind that only the 2019 material shows is refused; the cardholder gets a new card. (Our reading.)',
  'card-unregistered': 'Only a registered card works.',
  'card-barred': 'A barred card is refused, because it is not active; no document says more about it.',
  'card-in-transfer': 'A card in transfer is refused, because it is not active; no document says more about it.',
  'card-inactive': 'A card that is not active is refused.',
  'card-expired': 'A card is valid through its last day of validity in the registry, by the calendar of Helsinki.',
  'community-card-course': 'A community card is never used for course places.',
  'show-cancelled': 'Nothing is recorded for a show that its venue has cancelled.',
  'show-too-long-over':
    'More than 14 days after a show began, nothing is recorded for it any longer; what is missing is imported. (A guess. It does not apply to courses and to shows that admit per day.)',
  'reservation-not-open': 'A venue may open reservation a calendar month before the start, at the same time of day.',
  'redemption-not-open':
    'A venue may give tickets out only from some minutes before the start; if it opens a month before, not earlier than that. For course places only the month applies.',
  'card-twice-in-visit': 'Every card of a visit is recorded once; no card is in a visit twice.',
  'already-recorded':
    'A card admits one adult to one show; to a show that admits per day, such as an exhibition, a swimming hall or a gym, once a day. Redeeming the card’s own reservation is not a second usage, nor is showing the card at the door if its ticket was redeemed in advance (`has-ticket`).',
  'community-card-alone':
    'A community card is not used alone: a client of the worker must come along, with or without a card, or be inside already.',
  'course-without-children': 'Children never get course places.',
  'too-many-minors':
    'With a customer card, at most the number of the holder’s children that the registry has may come along.',
  'group-not-agreed':
    'A group of more than five people with a community card must be agreed on with the venue; then its size is not limited.',
  'cap-reached':
    'A show gives at most its cap of Kaikukortti tickets (a swimming hall counts cardholders; a show that admits per day counts by the day). Reserved tickets count; a card may always redeem its own.',
  'unknown-rule':
    'Only what the rules have judged is admitted. Invalid facts, and what a newer registry refuses for a reason unknown here, are refused.',
};

function any(id: string, source: string): Rule {
  return { id, edition: 'any', source };
}
