import { createAmounts } from '../amounts.ts';
import { createDates } from '../dates.ts';
import type { Locale } from '../locale.ts';
import { createRepairsText } from '../repairs-text.ts';
import { createVisitText } from '../visit-text.ts';
import { camera } from './camera.ts';
import { discreet, drawer, elsewhere, leases, reservations, shift, shows, sound, training } from './clerk.ts';
import { cards, children, clients, places, visits } from './counts.ts';
import { device } from './device.ts';
import { enrol } from './enrol.ts';
import { failures } from './failures.ts';
import { group } from './group.ts';
import { reader } from './reader.ts';
import { flags, refusals } from './refusals.ts';

const dates = createDates({ tag: 'en-GB', month: 'long', joint: ' at ', clockMark: '' });
const amounts = createAmounts('en-GB');
const party: Locale['verdict']['party'] = (count, who) =>
  count === 0 ? '1 adult' : `1 adult and ${{ children, clients }[who](count)}`;

export const en: Locale = {
  lang: 'en',
  dates,
  amounts,
  title: 'Recording Kaikukortti visits',
  header: {
    noShow: 'Fetching the event',
    places: (remaining, cap, kind) => `${kind === 'course' ? 'Course places' : 'Places'} left ${remaining}/${cap}`,
    noCap: 'No upper limit',
  },
  status: {
    connecting: 'Connecting',
    connected: 'Connected',
    healing: 'The connection is back. Visits are being sent.',
    sending: (count) => `Sending, ${count} waiting`,
    offline: (since) => `No connection since ${since}`,
    kept: 'Visits are stored on this device.',
    pending: (count) => `${count} waiting to be sent.`,
    places: (count) =>
      count === 0 ? 'No places are held for this device.' : `This device may still give ${places(count)}.`,
  },
  review: {
    title: (count) => `Check ${visits(count)}`,
    visit: createVisitText(dates, group, party),
    unanswered: {
      sentence: 'It is not known whether it was recorded.',
      nextStep: 'Record it again in the ticketing system, or undo it there.',
    },
    interrupted: {
      sentence: 'The recording was interrupted and has been withdrawn.',
      nextStep: 'If the party went in, write the visit on the paper form.',
    },
    flagged: {
      sentence: 'The visit is in Kaikukanta, but note:',
      nextStep: 'It need not be recorded again. Tell the Kaikukortti coordinator.',
    },
    voidedElsewhere: {
      sentence: 'The visit has been voided in Kaikukanta.',
      nextStep: 'If the party went in, tell the Kaikukortti coordinator.',
    },
    notAccepted: {
      sentence: 'Kaikukanta did not accept this visit.',
      nextStep: 'Write the visit on the paper form and tell the Kaikukortti coordinator.',
    },
    undoNotAccepted: {
      sentence: 'The recording could not be undone and still counts in Kaikukanta.',
      nextStep: 'Void it in Kaikukanta, or ask the Kaikukortti coordinator for help.',
    },
    reference: (reference) => `Reference ${reference}`,
    dismiss: 'Remove from the list',
    dismissOf: (maskedCard) => `Remove from the list: card ${maskedCard}`,
  },
  camera,
  typed: {
    label: 'Code on the card',
    example: 'For example A045198723. It can also be given by phone.',
    submit: 'Check',
    meant: 'Did you mean:',
    take: 'Use this',
    readBack: 'Read the code back:',
    paper: {
      title: 'From paper',
      takenAt: 'Date and time of the visit',
      wrong: {
        missing: 'Enter the date and time of the visit.',
        'in-the-future': 'The visit cannot be in the future.',
      },
    },
    letters: { A: 'Alfa', M: 'Mike', X: 'X-ray', Y: 'Yankee', Z: 'Zulu' },
  },
  ready: {
    idle: {
      sentence: 'Recording is not in use.',
      nextStep: 'Choose an event to start reading cards. If the page offers none, tell the site administrator.',
    },
    stopped: {
      sentence: 'Recording is stopped.',
      nextStep: 'This page starts it again. What waits is still being sent.',
    },
    starting: { sentence: 'The camera is starting', nextStep: 'The reader and typing already work.' },
    scanning: 'Ready for the next card',
    ways: {
      camera: 'Show the code on the card to the camera.',
      wedge: 'Read the code with the reader.',
      typed: 'Type the code on the card.',
    },
    foreign: 'This is not the code of a Kaikukortti.',
    hidden: 'A part of the code is covered. Move your finger or turn the card.',
    checking: 'Checking',
  },
  card: {
    holder: { children: 'Customer card', clients: 'Community card' },
    repaired: createRepairsText('Corrected', {
      'upper-cased': 'lower-case letters',
      'spaces-removed': 'a space',
      'invisible-characters-removed': 'invisible characters',
      'control-characters-removed': 'control characters',
      'symbology-prefix-removed': 'the reader’s prefix',
      'asterisks-removed': 'asterisks',
    }),
    unrecorded: (maskedCard) => `The previous card ${maskedCard} was not recorded.`,
    waits: (maskedCard) => `The next card ${maskedCard} is waiting.`,
  },
  asking: {
    question: 'How many children are coming along?',
    reserved: (count, at, who) => `Reservation: ${party(count, who)}, reserved on ${dates.instant(at)}.`,
    late: (at) => `From paper: visit on ${dates.instant(at)}.`,
    lateAgainst: 'The visit is recorded, but note:',
    justConfirm: 'One adult comes with this card.',
    allowed: ({ min, max }) =>
      min === max ? `Only ${max}` : min === 0 ? `At most ${max}` : `At least ${min}, at most ${max}`,
    fewPlaces: (count, remaining) => `${children(count)} on the card, ${places(remaining)} left.`,
    whoCounts: {
      children: (under) => `Own children and grandchildren under ${under} of the same household.`,
      clients: (under) => `Clients aged ${under} or over show their own cards.`,
    },
    startGroup: 'Add another card to a group',
    provisional: 'The service was not reached. The visit can be recorded provisionally on this device.',
    readCardboard: 'See the number of children on the cardboard card.',
    notChecked: 'Not checked here: the house records, Kaikukanta checks.',
    kaikukantaNumber: 'The number of children in Kaikukanta applies.',
    listed: (day) => `By the house’s list of cards of ${day}.`,
    warnings: {
      'show-over': (day) => `This event was on ${day}. Record anyway?`,
      'show-not-today': (day) => `This event is on ${day}, not today. Record at the door anyway?`,
    },
    recordedHere: (at) =>
      `A card whose code begins and ends in the same way was already recorded on this device on ${at}. Record it anyway?`,
    confirmAnyway: 'Record anyway',
    fewer: 'Fewer',
    more: 'More',
    confirm: 'Record',
    confirmProvisional: 'Record provisionally',
    cancel: 'Cancel',
    recording: 'Recording',
  },
  group,
  verdict: {
    word: {
      confirmed: 'Recorded',
      provisional: 'Recorded provisionally',
      'has-ticket': 'The ticket is ready',
      refused: 'Cannot be recorded',
      undecided: 'Cannot decide now',
    },
    party,
    visit: group.total,
    toDo: { door: 'Let in.', sold: 'Give the tickets.' },
    takenAt: (at) => `Recorded for ${dates.instant(at)}`,
    ticket: (at) => ({
      sentence:
        at === undefined ? 'The tickets were redeemed in advance.' : `Redeemed in advance on ${dates.instant(at)}.`,
      nextStep: 'Let in. Nothing needs to be recorded.',
    }),
    withTicket: (count) =>
      `In addition, ${cards(count)} had ${count === 1 ? 'a ticket' : 'tickets'} already and ${count === 1 ? 'was' : 'were'} not recorded again.`,
    standsOn: { lease: 'A place is held', unconfirmed: 'Not confirmed' },
    kept: {
      lease: 'Recorded on this device; a place is held for it. Sent when the connection is back.',
      unconfirmed: 'Recorded on this device; not confirmed yet. Sent when the connection is back.',
    },
    flagged: 'Recorded, but note:',
    reminders: {
      cloakroom: 'The cloakroom is free.',
      companion:
        'An assistant, interpreter or guide always enters free, and a support person’s ticket should be free too. They are not recorded, but need a seat ticket of their own.',
      identity: 'If needed, the customer may be asked to prove their identity.',
      serviceFee: 'The customer pays the service fee, also for an assistant’s ticket.',
    },
    rule: 'Rule',
    next: 'Next card',
    correct: 'Correct the number',
    undo: 'Undo recording',
    undoing: 'Undoing',
    voided: (count) =>
      count > 1
        ? { sentence: 'The recording of the whole group has been undone.', nextStep: 'The cards can be read again.' }
        : { sentence: 'The recording has been undone.', nextStep: 'The card can be read again.' },
    voidedProvisionally: {
      sentence: 'The recording is being undone.',
      nextStep: 'The undo is kept on this device and sent when the connection is back.',
    },
    undoFailed: 'The recording could not be undone.',
    undoUntil: (clock) => `Can be undone until ${clock} in the menu, under Shift.`,
    tooMany: (room) => ({
      sentence: `Without a connection this device has places for only ${room === 1 ? '1 person' : `${room} people`}.`,
      nextStep: 'Record a smaller party, or write the visit on the paper form.',
    }),
  },
  device,
  reader,
  discreet,
  shift,
  drawer,
  shows,
  enrol,
  reservations,
  sound,
  training,
  elsewhere,
  leases,
  refusals,
  flags,
  failures,
};
