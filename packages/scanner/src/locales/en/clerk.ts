import type { Locale } from '../locale.ts';
import { cards, people, places, visits } from './counts.ts';
import { device } from './device.ts';

export const discreet: Locale['discreet'] = {
  ready: { scanning: 'Ready for the next' },
  asking: { justConfirm: 'One adult' },
  verdict: { word: { refused: 'Let us check this together' }, next: 'Next' },
};

export const sound: Locale['sound'] = {
  title: 'Sound',
  mute: 'Mute',
  volume: 'Volume',
  listen: 'This is how the answers sound:',
};

export const drawer: Locale['drawer'] = { open: 'Shift, device and sound', close: 'Close' };

export const shift: Locale['shift'] = {
  title: 'Shift',
  none: 'Nothing has been recorded for this event on this device yet.',
  since: (at) => `Since ${at}`,
  recorded: 'Recorded',
  visits: (count, peopleCount) => (count === 0 ? 'No visits' : `${visits(count)}, ${people(peopleCount)}`),
  provisional: 'Of those not confirmed',
  pending: device.pending.label,
  review: 'To be checked',
  undone: 'Undone',
  hasTicket: 'Had a ticket',
  notRecorded: 'Not recorded',
  left: 'Places left',
  edition: 'Edition of the rules',
  history: 'Latest',
  standing: {
    confirmed: 'Recorded',
    provisional: 'Not confirmed',
    'has-ticket': 'Had a ticket',
    refused: 'Not recorded',
    undecided: 'Not decided',
    undone: 'Undone',
    review: 'To be checked',
  },
  who: (cardCount, peopleCount) =>
    cardCount > 1 ? `${cards(cardCount)}, ${people(peopleCount)}` : people(peopleCount),
  undoUntil: (clock) => `Undo (until ${clock})`,
  undoOf: (what, maskedCard) => `${what}: card ${maskedCard}`,
  fewer: 'Correct the number of children:',
};

export const shows: Locale['shows'] = {
  title: 'Which event is recorded?',
  loading: 'Fetching the events',
  noneToday: 'There are no events today.',
  later: (count) => `Later (${count})`,
  again: 'Fetch again',
  back: 'Back',
  change: (time, name) => `Change to ${time} ${name}?`,
  sure: 'Change',
  keep: 'Do not change',
  choose: 'Change event',
};

export const reservations: Locale['reservations'] = {
  title: 'Reservations',
  loading: 'Fetching the reservations',
  none: 'No reservation holds places for this event.',
  redeem: 'Redeem',
  redeemOf: (maskedCard) => `Redeem the reservation: card ${maskedCard}`,
  release: 'Release',
  releaseOf: (maskedCard) => `Release the reservation: card ${maskedCard}`,
  releaseSure: 'Release for good',
  releaseSureOf: (maskedCard) => `Release for good: the reservation of card ${maskedCard}`,
  redeemed: (maskedCard) => `The reservation of card ${maskedCard} has been redeemed.`,
  released: (maskedCard) => `The reservation of card ${maskedCard} has been released. Its places are free.`,
  tryAgain: 'Try again in a moment.',
};

export const training: Locale['training'] = {
  begin: 'Train with demo cards',
  title: 'Training',
  nothingLeaves: 'Nothing is recorded. Choose a demo card.',
  end: 'End the training',
  cards: 'Demo cards',
  card: {
    children: 'Three children',
    alone: 'Alone',
    community: 'Community',
    expired: 'Validity ended',
    unregistered: 'Not registered',
    ticket: 'Ticket in advance',
    used: 'Already recorded',
    old: 'Old number',
    silent: 'No connection',
    failing: 'Failure',
  },
};

export const elsewhere: Locale['elsewhere'] = {
  sentence: 'Another recording view on this page has the camera and the reader.',
  take: 'Use here',
};

export const leases: Locale['leases'] = {
  ofThese: (leased) => `of these ${leased} on other devices`,
  title: (leased) => `On other devices: ${places(leased)}`,
  looking: 'Looking them up',
  failed: 'They could not be looked up. Try again when the connection works.',
  holds: (leased, since) => `${places(leased)}, since ${since}`,
  seen: (since) => `Last connected ${since}`,
  release: 'Release',
  releaseOf: (device) => `Release the places: ${device}`,
  mayCost: (leased) =>
    `The device may have given out ${places(leased)} already. The upper limit is then exceeded by as many.`,
  releaseNow: 'Release all the same',
};
