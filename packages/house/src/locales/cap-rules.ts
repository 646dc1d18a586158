import { inLanguages } from './languages.ts';

/** The rules of docs/sources.md#cap-policy that decide the lowest cap. */
export type CapRuleId =
  | 'cap-any-show'
  | 'cap-small-auditorium'
  | 'cap-course'
  | 'cap-tiny-show'
  | 'cap-over-1000'
  | 'cap-swimming-hall'
  | 'cap-visiting-producer';

type Says = Readonly<Record<CapRuleId, (percent: number) => string>>;

interface AtLeast {
  readonly lowest: number;
  readonly seats: number;
  readonly unit: string;
  /** The rule. */
  readonly says: string;
  /** The document that contains it. */
  readonly source: string;
}

const fi: Says = {
  'cap-any-show': (percent) => `${percent} % lipuista`,
  'cap-small-auditorium': () => 'enintään 50 hengen katsomossa 2 lippua',
  'cap-course': () => 'kurssilla 2 paikkaa',
  'cap-tiny-show': () => 'enintään 10 hengen tilaisuudessa 0–1 lippua (kokeilu)',
  'cap-over-1000': () => 'yli 1000 hengen tapahtumassa 20 lippua',
  'cap-swimming-hall': () => 'uimahallissa 20 kortinhaltijaa päivässä',
  'cap-visiting-producer': () => 'vierailevalla tuottajalla 2 lippua',
};

const sv: Says = {
  'cap-any-show': (percent) => `${percent} % av biljetterna`,
  'cap-small-auditorium': () => '2 biljetter i en salong för högst 50',
  'cap-course': () => '2 platser på en kurs',
  'cap-tiny-show': () => '0–1 biljett för högst 10 personer (försök)',
  'cap-over-1000': () => '20 biljetter om över 1000 personer kommer',
  'cap-swimming-hall': () => '20 kortinnehavare per dag i en simhall',
  'cap-visiting-producer': () => '2 biljetter för en gästande producent',
};

const en: Says = {
  'cap-any-show': (percent) => `${percent} % of the tickets`,
  'cap-small-auditorium': () => '2 tickets in an auditorium of at most 50',
  'cap-course': () => '2 places on a course',
  'cap-tiny-show': () => '0–1 tickets for at most 10 people (trial)',
  'cap-over-1000': () => '20 tickets for over 1000 people',
  'cap-swimming-hall': () => '20 card holders a day in a swimming hall',
  'cap-visiting-producer': () => '2 tickets for a visiting producer',
};

/** The words about the lowest cap of a show. */
export const capRules = inLanguages(
  {
    rule: fi,
    unit: {
      tickets: (count: number): string => (count === 1 ? 'lippu' : 'lippua'),
      places: (count: number): string => (count === 1 ? 'paikka' : 'paikkaa'),
      cards: (count: number): string => (count === 1 ? 'kortinhaltija päivässä' : 'kortinhaltijaa päivässä'),
    },
    noSeats: 'Kirjoita paikkojen määrä, niin näet pienimmän sallitun ylärajan.',
    noCap: 'Ylärajaa ei ole.',
    fine: (cap: number) => `${cap} käy.`,
    tooLow: (cap: number) => `${cap} on liian vähän.`,
    atLeast: ({ lowest, seats, unit, says, source }: AtLeast) =>
      `Yläraja on vähintään ${lowest} ${unit}, kun paikkoja on ${seats}: ${says} (${source}).`,
  },
  {
    rule: sv,
    unit: {
      tickets: (count) => (count === 1 ? 'biljett' : 'biljetter'),
      places: (count) => (count === 1 ? 'plats' : 'platser'),
      cards: () => 'kortinnehavare per dag',
    },
    noSeats: 'Skriv antalet platser, så ser du den lägsta tillåtna övre gränsen.',
    noCap: 'Ingen övre gräns.',
    fine: (cap) => `${cap} går bra.`,
    tooLow: (cap) => `${cap} är för lite.`,
    atLeast: ({ lowest, seats, unit, says, source }) =>
      `Den övre gränsen är minst ${lowest} ${unit} då platserna är ${seats}: ${says} (${source}).`,
  },
  {
    rule: en,
    unit: {
      tickets: (count) => (count === 1 ? 'ticket' : 'tickets'),
      places: (count) => (count === 1 ? 'place' : 'places'),
      cards: (count) => (count === 1 ? 'card holder a day' : 'card holders a day'),
    },
    noSeats: 'Type the number of seats to see the lowest cap allowed.',
    noCap: 'No cap.',
    fine: (cap) => `${cap} is allowed.`,
    tooLow: (cap) => `${cap} is too low.`,
    atLeast: ({ lowest, seats, unit, says, source }) =>
      `A cap is at least ${lowest} ${unit} for ${seats} seats: ${says} (${source}).`,
  },
);
