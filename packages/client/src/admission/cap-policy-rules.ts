import type { ShowFacts } from './facts.ts';
import type { Edition } from './rules.ts';

/** A rule of the cap policy: the lowest cap that a venue may set in one situation (docs/sources.md#cap-policy). */
export interface CapRule {
  /** A heading of docs/sources.md. */
  readonly id: string;
  /** The editions that contain the rule. */
  readonly editions: readonly Edition[];
  /** The document, section included. */
  readonly source: string;
  /** The rule in one sentence. */
  readonly says: string;
  /** For a trial: its first and last year, by the show's date in Helsinki. Absent for a permanent rule. */
  readonly trial?: readonly [from: number, to: number];
  applies(show: ShowFacts): boolean;
  /** The lowest cap: tickets, course places, or card holders a day in a swimming hall. Whole. */
  lowest(show: ShowFacts): number;
}

const anyEdition: readonly Edition[] = ['2020', '2025'];
/** Excludes courses and swimming halls, which have rules of their own and no others. */
const isShow = ({ kind }: ShowFacts) => kind !== 'course' && kind !== 'swimming-hall';
/** An auditorium of at most 50 seats has a fixed lowest cap instead of a percentage. */
const isSmall = (show: ShowFacts) => isShow(show) && show.seats <= 50;
const isMeasuredByPercentage = (show: ShowFacts) => isShow(show) && !isSmall(show);

/**
 * The rules of the cap policy. A venue may use any exception that applies, so the lowest of all applicable caps counts. The
 * order is only for display: the rule before its exceptions. In a small auditorium 2 tickets replace the percentage, even if
 * that is lower. Our reading of trials: decision 0009.
 */
export const capRules: readonly CapRule[] = [
  {
    id: 'cap-any-show',
    editions: ['2020'],
    source: 'Toimintamalli 2020 §8.2.2',
    says: 'A cap is at least 5 % of the tickets, rounded up to whole tickets.',
    applies: isMeasuredByPercentage,
    lowest: ({ seats }) => percentOf(seats, 5),
  },
  {
    id: 'cap-any-show',
    editions: ['2025'],
    source: 'Vastuuhenkilön muistilista 11.4.2025 §10',
    says: 'A cap is at least 3 % of the tickets, rounded up to whole tickets.',
    applies: isMeasuredByPercentage,
    lowest: ({ seats }) => percentOf(seats, 3),
  },
  {
    id: 'cap-small-auditorium',
    editions: anyEdition,
    source: 'Toimintamalli 2020 §8.2.2',
    says: 'For a show in an auditorium of at most 50, a cap may be 2 tickets, whatever the percentage gives.',
    applies: isSmall,
    lowest: () => 2,
  },
  {
    id: 'cap-course',
    editions: anyEdition,
    source: 'Toimintamalli 2020 §8.2.2',
    says: 'For a course, a cap may be 2 places.',
    applies: ({ kind }) => kind === 'course',
    lowest: () => 2,
  },
  {
    id: 'cap-tiny-show',
    editions: anyEdition,
    source: 'Toimintamalli 2020 §8.2.2 (kokeilu 2020–2021)',
    says: 'For a show of 2020 or 2021 for at most 10 people, a cap may be 0 or 1 tickets.',
    trial: [2020, 2021],
    applies: (show) => isShow(show) && show.seats <= 10,
    lowest: () => 0,
  },
  {
    id: 'cap-over-1000',
    editions: anyEdition,
    source: 'Toimintamalli 2020 §8.2.2',
    says: 'For a festival, hall or mass event that draws over 1000 people at a time, a cap may be 20 tickets for one day or event.',
    applies: (show) => isShow(show) && show.seats > 1000,
    lowest: () => 20,
  },
  {
    id: 'cap-swimming-hall',
    editions: anyEdition,
    source: 'Toimintamalli 2020 §8.2.2 (kokeilu 2020–2021)',
    says: 'For a swimming hall, a cap may be 20 card holders a day, without their children; no other rule applies to it.',
    applies: ({ kind }) => kind === 'swimming-hall',
    lowest: () => 20,
  },
  {
    id: 'cap-visiting-producer',
    editions: anyEdition,
    source: 'Toimintamalli 2020 §8.2.3',
    says: 'A visiting producer in the house may set a cap of 2–10 tickets a show, so 2 is the lowest.',
    applies: ({ kind }) => kind === 'visiting-producer',
    lowest: () => 2,
  },
];

/** Returns a percentage of a whole number, rounded up. Exact, because it computes with whole numbers. */
function percentOf(whole: number, percent: number): number {
  const rest = whole % 100;
  return ((whole - rest) / 100) * percent + Math.ceil((rest * percent) / 100);
}
