import type { Locale } from '../locale.ts';
import { cards, people, places, visits } from './counts.ts';
import { device } from './device.ts';

export const discreet: Locale['discreet'] = {
  ready: { scanning: 'Redo för nästa' },
  asking: { justConfirm: 'En vuxen' },
  verdict: { word: { refused: 'Vi kontrollerar tillsammans' }, next: 'Nästa' },
};

export const sound: Locale['sound'] = {
  title: 'Ljud',
  mute: 'Stäng av ljudet',
  volume: 'Volym',
  listen: 'Så här låter svaren:',
};

export const drawer: Locale['drawer'] = { open: 'Arbetspass, enhet och ljud', close: 'Stäng' };

export const shift: Locale['shift'] = {
  title: 'Arbetspass',
  none: 'Inget har ännu registrerats för tillställningen på den här enheten.',
  since: (at) => `Började ${at}`,
  recorded: 'Registrerat',
  visits: (count, peopleCount) => (count === 0 ? 'Inga besök' : `${visits(count)}, ${people(peopleCount)}`),
  provisional: 'Av dem obekräftade',
  pending: device.pending.label,
  review: 'Att kontrollera',
  undone: 'Ångrade',
  hasTicket: 'Hade redan biljett',
  notRecorded: 'Inte registrerade',
  left: 'Platser kvar',
  edition: 'Reglernas utgåva',
  history: 'Senast',
  standing: {
    confirmed: 'Registrerat',
    provisional: 'Obekräftat',
    'has-ticket': 'Hade redan biljett',
    refused: 'Inte registrerat',
    undecided: 'Inte avgjort',
    undone: 'Ångrat',
    review: 'Att kontrollera',
  },
  who: (cardCount, peopleCount) =>
    cardCount > 1 ? `${cards(cardCount)}, ${people(peopleCount)}` : people(peopleCount),
  undoUntil: (clock) => `Ångra (till ${clock})`,
  undoOf: (what, maskedCard) => `${what}: kort ${maskedCard}`,
  fewer: 'Rätta antalet barn:',
};

export const shows: Locale['shows'] = {
  title: 'Vilken tillställning registreras?',
  loading: 'Tillställningarna hämtas',
  noneToday: 'Det finns inga tillställningar i dag.',
  later: (count) => `Senare (${count})`,
  again: 'Hämta på nytt',
  back: 'Tillbaka',
  change: (time, name) => `Byta till ${time} ${name}?`,
  sure: 'Byt',
  keep: 'Byt inte',
  choose: 'Byt tillställning',
};

export const reservations: Locale['reservations'] = {
  title: 'Reservationer',
  loading: 'Reservationerna hämtas',
  none: 'Det finns inga gällande reservationer till tillställningen.',
  redeem: 'Lös ut',
  redeemOf: (maskedCard) => `Lös ut reservationen: kort ${maskedCard}`,
  release: 'Frigör',
  releaseOf: (maskedCard) => `Frigör reservationen: kort ${maskedCard}`,
  releaseSure: 'Frigör slutgiltigt',
  releaseSureOf: (maskedCard) => `Frigör slutgiltigt: reservationen för kort ${maskedCard}`,
  redeemed: (maskedCard) => `Reservationen för kort ${maskedCard} har lösts ut.`,
  released: (maskedCard) => `Reservationen för kort ${maskedCard} har frigjorts. Platserna är lediga.`,
  tryAgain: 'Försök igen om en stund.',
};

export const training: Locale['training'] = {
  begin: 'Öva med exempelkort',
  title: 'Övning',
  nothingLeaves: 'Ingenting registreras. Välj ett exempelkort.',
  end: 'Avsluta övningen',
  cards: 'Exempelkort',
  card: {
    children: 'Tre barn',
    alone: 'Ensam',
    community: 'Samfund',
    expired: 'Giltigheten har gått ut',
    unregistered: 'Oregistrerat',
    ticket: 'Biljett i förväg',
    used: 'Redan registrerat',
    old: 'Gammalt nummer',
    silent: 'Ingen anslutning',
    failing: 'Störning',
  },
};

export const elsewhere: Locale['elsewhere'] = {
  sentence: 'Kameran och läsaren används i en annan registreringsvy på sidan.',
  take: 'Använd här',
};

export const leases: Locale['leases'] = {
  ofThese: (leased) => `av dem ${leased} på andra enheter`,
  title: (leased) => `På andra enheter: ${places(leased)}`,
  looking: 'Hämtar uppgifter',
  failed: 'Uppgifterna kunde inte hämtas. Försök igen när anslutningen fungerar.',
  holds: (leased, since) => `${places(leased)}, sedan ${since}`,
  seen: (since) => `Senast ansluten ${since}`,
  release: 'Frigör',
  releaseOf: (device) => `Frigör platserna: ${device}`,
  mayCost: (leased) => `Enheten kan redan ha gett ut ${places(leased)}. Då överskrids den övre gränsen lika mycket.`,
  releaseNow: 'Frigör ändå',
};
