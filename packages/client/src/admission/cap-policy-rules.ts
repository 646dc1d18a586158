import type { ShowFacts } from './facts.ts';
import type { Edition } from './rules.ts';

/** A floor of the cap policy: in which situation a venue may go how low (docs/sources.md#cap-policy). */
export interface CapRule {
  /** A heading of docs/sources.md. */
  readonly id: string;
  /** The editions that say so. */
  readonly editions: readonly Edition[];
  /** The document, section included. */
  readonly source: string;
  /** What it says, in a sentence. */
  readonly says: string;
  /** Of a trial: the first and the last year it applies to, by the show's date in Helsinki. Left out: it is no trial. */
  readonly trial?: readonly [from: number, to: number];
  applies(show: ShowFacts): boolean;
  /** Tickets (course places, of a swimming hall card holders a day), whole. */
  lowest(show: ShowFacts): number;
}

const anyEdition: readonly Edition[] = ['2020', '2025'];
/** A course has places and a swimming hall visitors: each has its own line, and no other is about it. */
const isShow = ({ kind }: ShowFacts) => kind !== 'course' && kind !== 'swimming-hall';
/** A show in an auditorium of at most 50 has its own floor, which is not a percentage. */
const isSmall = (show: ShowFacts) => isShow(show) && show.seats <= 50;
const isMeasuredByPercentage = (show: ShowFacts) => isShow(show) && !isSmall(show);

/**
 * The table of floors. A venue may use every exception that applies to it, so the lowest of those that apply is the
 * lowest cap allowed; the order is only that of telling, the rule before its exceptions. A small auditorium replaces the
 * percentage: 2 tickets are the floor there whatever the percentage gives. Our reading of trials: decision 0009.
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
    says: 'For a swimming hall, a cap may be 20 card holders a day, and their children do not use it up; no other rule of these is about it.',
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

/** So many per cent of a number, rounded up: exact, without a fraction on the way. */
function percentOf(whole: number, percent: number): number {
  const rest = whole % 100;
  return ((whole - rest) / 100) * percent + Math.ceil((rest * percent) / 100);
}
