import type { CardStatus } from '@kaiku/client/admission';

/** The last day of a card's validity, in days from the registry's start, or the next 29 February. */
export type LastDay = number | 'leap-day';

/** A card of the world, described in the two languages of the printed page. */
export interface SampleCard {
  readonly code: string;
  /** `null`: printed, but never registered. */
  readonly status: CardStatus | null;
  readonly lastDay: LastDay;
  readonly minors: number;
  readonly fi: string;
  readonly en: string;
}

const alright = { status: 'active', lastDay: 200, minors: 0 } as const;
const community = { ...alright, fi: 'Kelpaa, kun mukana on asiakkaita.', en: 'Admitted together with clients.' };
const unregistered = {
  status: null,
  lastDay: 0,
  minors: 0,
  fi: 'Ei rekisterissä: ei kelpaa.',
  en: 'Not in the registry: refused.',
} as const;

/** Customers' cards that are admitted, by the number of children. */
const customers = {
  single: card('A999005458', { ...alright, fi: 'Kelpaa, ei lapsia.', en: 'Admitted, no children.' }),
  oneChild: card('A999991234', { ...alright, minors: 1, fi: 'Kelpaa, 1 lapsi.', en: 'Admitted, 1 child.' }),
  twoChildren: card('A120000022', { ...alright, minors: 2, fi: 'Kelpaa, 2 lasta.', en: 'Admitted, 2 children.' }),
  family: card('A045198723', { ...alright, minors: 3, fi: 'Kelpaa, 3 lasta.', en: 'Admitted, 3 children.' }),
  fourChildren: card('A120000044', { ...alright, minors: 4, fi: 'Kelpaa, 4 lasta.', en: 'Admitted, 4 children.' }),
  fiveChildren: card('A120000055', { ...alright, minors: 5, fi: 'Kelpaa, 5 lasta.', en: 'Admitted, 5 children.' }),
  sixChildren: card('A120000066', { ...alright, minors: 6, fi: 'Kelpaa, 6 lasta.', en: 'Admitted, 6 children.' }),
  longPrefix: card('AM12000007', { ...alright, fi: 'Kelpaa (AM, 8 numeroa).', en: 'Admitted (AM, 8 digits).' }),
  longPrefixNine: card('AM120000088', {
    ...alright,
    minors: 2,
    fi: 'Kelpaa (AM, 9 numeroa), 2 lasta.',
    en: 'Admitted (AM, 9 digits), 2 children.',
  }),
  mobile: card('X000011986', { ...alright, fi: 'Kelpaa (vain mobiili).', en: 'Admitted (mobile only).' }),
  mobileFamily: card('X000012002', {
    ...alright,
    minors: 2,
    fi: 'Kelpaa (vain mobiili), 2 lasta.',
    en: 'Admitted (mobile only), 2 children.',
  }),
};

/** Customers' cards around their last day. */
const validity = {
  lastDayToday: card('A130000011', {
    ...alright,
    lastDay: 0,
    fi: 'Viimeinen päivä tänään: kelpaa.',
    en: 'Last day today: admitted.',
  }),
  lastDayTomorrow: card('A130000022', {
    ...alright,
    lastDay: 1,
    minors: 1,
    fi: 'Viimeinen päivä huomenna: kelpaa.',
    en: 'Last day tomorrow: admitted.',
  }),
  leapDay: card('A130000033', {
    ...alright,
    lastDay: 'leap-day',
    fi: 'Voimassa 29.2. asti: kelpaa.',
    en: 'Valid through 29 February: admitted.',
  }),
  expired: card('A130000044', {
    ...alright,
    lastDay: -1,
    minors: 2,
    fi: 'Voimassaolo päättyi eilen.',
    en: 'Ended yesterday: refused.',
  }),
  endedLongAgo: card('A130000055', {
    ...alright,
    lastDay: -1100,
    fi: 'Päättynyt kauan sitten.',
    en: 'Ended long ago: refused.',
  }),
  longPrefixExpired: card('AM13000006', {
    ...alright,
    lastDay: -1,
    fi: 'Voimassaolo päättyi eilen (AM).',
    en: 'Ended yesterday (AM): refused.',
  }),
  mobileExpired: card('X000011326', {
    ...alright,
    lastDay: -1,
    fi: 'Voimassaolo päättyi eilen (mobiili).',
    en: 'Ended yesterday (mobile): refused.',
  }),
};

/** Customers' cards that are not active. */
const statuses = {
  inactive: card('A140000011', {
    ...alright,
    status: 'inactive',
    minors: 1,
    fi: 'Ei aktiivinen.',
    en: 'Inactive: refused.',
  }),
  barred: card('A140000022', { ...alright, status: 'barred', fi: 'Käyttökielto.', en: 'Barred: refused.' }),
  inTransfer: card('A140000033', {
    ...alright,
    status: 'in-transfer',
    minors: 2,
    fi: 'Siirrossa.',
    en: 'In transfer: refused.',
  }),
  inactiveAndExpired: card('A140000044', {
    ...alright,
    status: 'inactive',
    lastDay: -30,
    fi: 'Ei aktiivinen ja päättynyt: ensin tila.',
    en: 'Inactive and ended: the status is told.',
  }),
  longPrefixInactive: card('AM140000055', {
    ...alright,
    status: 'inactive',
    fi: 'Ei aktiivinen (AM).',
    en: 'Inactive (AM): refused.',
  }),
  mobileBarred: card('X000014003', {
    ...alright,
    status: 'barred',
    fi: 'Käyttökielto (mobiili).',
    en: 'Barred (mobile): refused.',
  }),
  mobileInTransfer: card('X000014004', {
    ...alright,
    status: 'in-transfer',
    fi: 'Siirrossa (mobiili).',
    en: 'In transfer (mobile): refused.',
  }),
};

/** Community cards: a worker together with clients, never alone, never for courses. */
const communities = {
  community: card('Y110029399', community),
  communityLongPrefix: card('YM11000012', community),
  communityLongPrefixNine: card('YM110000023', community),
  communityMobile: card('Z000010669', community),
  communityLastDayToday: card('Y110000034', {
    ...community,
    lastDay: 0,
    fi: 'Viimeinen päivä tänään: kelpaa asiakkaiden kanssa.',
    en: 'Last day today: admitted with clients.',
  }),
  communityExpired: card('Y110000045', {
    ...alright,
    lastDay: -1,
    fi: 'Voimassaolo päättyi eilen.',
    en: 'Ended yesterday: refused.',
  }),
  communityInactive: card('Y110000056', {
    ...alright,
    status: 'inactive',
    fi: 'Ei aktiivinen.',
    en: 'Inactive: refused.',
  }),
  communityBarred: card('YM11000067', { ...alright, status: 'barred', fi: 'Käyttökielto.', en: 'Barred: refused.' }),
  communityInTransfer: card('Y110000078', {
    ...alright,
    status: 'in-transfer',
    fi: 'Siirrossa.',
    en: 'In transfer: refused.',
  }),
  communityMobileExpired: card('Z000010801', {
    ...alright,
    lastDay: -400,
    fi: 'Päättynyt yli vuosi sitten (mobiili).',
    en: 'Ended more than a year ago (mobile): refused.',
  }),
};

/** Well-formed codes that no issuer has registered. */
const strangers = {
  unregistered: card('A777000777', unregistered),
  unregisteredLongPrefix: card('AM77000777', unregistered),
  unregisteredCommunity: card('Y777000777', unregistered),
  unregisteredMobile: card('X777000777', unregistered),
  unregisteredCommunityMobile: card('Z777000777', unregistered),
};

/** The cards as the printed page groups them. */
export const cardGroups = [
  { fi: 'Asiakaskortit, jotka kelpaavat', en: 'Customers’ cards that admit', cards: customers },
  { fi: 'Voimassaolo', en: 'Validity', cards: validity },
  { fi: 'Kortin tila', en: 'Status', cards: statuses },
  { fi: 'Yhteisökortit', en: 'Community cards', cards: communities },
  { fi: 'Rekisteröimättömät', en: 'Not registered', cards: strangers },
] as const;

/** All cards by role. */
export const cards = { ...customers, ...validity, ...statuses, ...communities, ...strangers };

/** Texts that are not current cards. The page prints them to show how they are handled. */
export const foreignTexts = [
  { text: 'E1234', fi: 'Vanha numero: haltija saa uuden kortin.', en: 'Old number: the holder gets a new card.' },
  { text: '50142', fi: 'Vanha numero: haltija saa uuden kortin.', en: 'Old number: the holder gets a new card.' },
  { text: 'XA0032', fi: 'Vanha numero: haltija saa uuden kortin.', en: 'Old number: the holder gets a new card.' },
  { text: 'https://example.invalid/menu', fi: 'Verkko-osoite: ei Kaikukortti.', en: 'A web address: not a card.' },
  { text: 'KIRJASTO-0042', fi: 'Muu kortti: ei Kaikukortti.', en: 'Some other card: not a Kaikukortti.' },
] as const;

function card(code: string, rest: Omit<SampleCard, 'code'>): SampleCard {
  return { code, ...rest };
}
