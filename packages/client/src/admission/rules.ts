/** A rule of the programme and the document it stands in. */
export interface Rule {
  /** A heading of docs/sources.md. */
  readonly id: string;
  /** The document, section included. */
  readonly source: string;
}

/** Why a use is refused, in order of precedence: the first that applies is the one told. */
export const refusalOrder = [
  'not-a-card',
  'old-card',
  'card-unregistered',
  'card-barred',
  'card-in-transfer',
  'card-inactive',
  'card-expired',
  'community-card-course',
  'already-recorded',
  'community-card-alone',
  'course-without-children',
  'too-many-minors',
  'cap-reached',
] as const;

export type RefusalReason = (typeof refusalOrder)[number];

/** The rule behind each refusal. */
export const rules: Readonly<Record<RefusalReason, Rule>> = {
  'not-a-card': { id: 'code-on-the-card', source: 'Toimintamalli 2020 §5.3; Kaikukanta 2.0 -opas 2025 §1.3–1.4' },
  'old-card': { id: 'old-card-numbers', source: 'Toimintamalli 2019 §9; korvattu Kaikukannan avautuessa 2021' },
  'card-unregistered': {
    id: 'only-registered-cards',
    source: 'Toimintamalli 2020 §4.3, §5.3; Kaikukanta 2.0 -opas 2025 §6.2.6, §10',
  },
  'card-barred': { id: 'card-status', source: 'Kaikukanta 2.0 -opas 2025 §9' },
  'card-in-transfer': { id: 'card-status', source: 'Kaikukanta 2.0 -opas 2025 §9' },
  'card-inactive': { id: 'card-status', source: 'Kaikukanta 2.0 -opas 2025 §9' },
  'card-expired': { id: 'register-wins', source: 'Kaikukanta 2.0 -opas 2025 §6.2; käyttöehdot 26.2.2025' },
  'community-card-course': { id: 'community-cards', source: 'Toimintamalli 2020 §6.2' },
  'already-recorded': { id: 'one-adult', source: 'Toimintamalli 2020 §10 (2/3)' },
  'community-card-alone': { id: 'community-cards', source: 'Kaikukanta 2.0 -opas 2025 §7.1' },
  'course-without-children': { id: 'children', source: 'Toimintamalli 2020 §2' },
  'too-many-minors': { id: 'children', source: 'Kaikukanta 2.0 -opas 2025 §6.2.5' },
  'cap-reached': { id: 'cap-policy', source: 'Toimintamalli 2020 §8.2.2' },
};
