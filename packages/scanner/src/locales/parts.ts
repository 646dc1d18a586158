/** The texts of the parts of the screen. */
import type { CaptureErrorCode } from '@kaiku/capture';
import type { DeviceWarning, HistoryItem, MinorsAllowed, ProvisionalBy, Verdict } from '@kaiku/client';
import type { FailureCause } from '../flow/flow.ts';
import type { DemoName } from '../training/demo-cards.ts';
import type { Amounts, Message } from './formats.ts';
import type { Place } from './places.ts';

/** The camera. */
export interface CameraTexts {
  readonly label: string;
  readonly starting: string;
  readonly stopped: string;
  readonly othersWork: string;
  readonly retry: string;
  /** The camera has released or lost its picture, and will restart automatically. */
  readonly returning: string;
  readonly muted: string;
  readonly asleep: string;
  readonly wake: string;
  readonly another: string;
  readonly torch: string;
  readonly zoom: string;
  readonly focus: string;
  /** Replaces the `nextStep` of a failure, by where the camera switch is. */
  readonly steps: { readonly [C in CaptureErrorCode]?: { readonly [P in Place]?: string } };
}

/** A group visit: one card after another, recorded all or none. */
export interface GroupTexts {
  readonly title: string;
  readonly nextCard: string;
  readonly total: (cards: number, people: number) => string;
  readonly minors: Readonly<Record<MinorsAllowed['who'], (under: number) => string>>;
  readonly reserved: string;
  /** A card whose ticket was redeemed in advance. */
  readonly hasTicket: string;
  readonly removeOf: (maskedCard: string) => string;
  readonly remove: string;
  /** For assistive technology, to distinguish the buttons of several cards. */
  readonly ofCard: (what: string, maskedCard: string) => string;
  readonly twice: (maskedCard: string) => string;
  readonly joined: (maskedCard: string) => string;
  readonly notJoined: (maskedCard: string) => string;
  readonly notRecorded: string;
  readonly bigGroup: string;
  readonly agreed: string;
  /** What the clerk confirms about the client whom a worker joins. */
  readonly inside: string;
  readonly fits: (remaining: number, people: number) => string;
  readonly takeFitting: string;
  readonly choose: string;
  readonly nobody: string;
  readonly comes: (maskedCard: string) => string;
  readonly confirm: string;
  readonly confirmProvisional: string;
  /** Replaces `confirm` if everyone has a ticket. */
  readonly letIn: string;
  readonly cancel: string;
}

/** The answers. */
export interface VerdictTexts {
  readonly word: Readonly<Record<Verdict['outcome'], string>>;
  readonly party: (minors: number, who: MinorsAllowed['who']) => string;
  readonly visit: (cards: number, people: number) => string;
  /** What the clerk does after a recording: at the door, and where tickets are given out. */
  readonly toDo: Readonly<Record<'door' | 'sold', string>>;
  /** The time for which a visit from the paper form is recorded. */
  readonly takenAt: (at: string) => string;
  /** The ticket was redeemed in advance, at this instant; `undefined` for a group. */
  readonly ticket: (at: string | undefined) => Message;
  /** States how many cards of a recorded group had tickets. */
  readonly withTicket: (cards: number) => string;
  /** Why a visit may be recorded provisionally, in two words. */
  readonly standsOn: Readonly<Record<ProvisionalBy, string>>;
  /** The same in whole sentences. */
  readonly kept: Readonly<Record<ProvisionalBy, string>>;
  readonly flagged: string;
  /** Reminders for the clerk after a recording (docs/screen.md#reminders). */
  readonly reminders: Readonly<Record<'cloakroom' | 'companion' | 'identity' | 'serviceFee', string>>;
  readonly rule: string;
  readonly next: string;
  readonly undo: string;
  /** Corrects the number of minors. */
  readonly correct: string;
  readonly undoing: string;
  readonly voided: (cards: number) => Message;
  readonly voidedProvisionally: Message;
  readonly undoFailed: string;
  readonly undoUntil: (clock: string) => string;
  /** Without a connection: how many people this device could still record. */
  readonly tooMany: (room: number) => Message;
}

type WarningTexts = {
  readonly [K in DeviceWarning['kind']]: (
    warning: Extract<DeviceWarning, { kind: K }>,
    amounts: Pick<Amounts, 'duration'>,
  ) => Message;
};

/** The page of the device. */
export interface DeviceTexts {
  readonly title: string;
  readonly warnings: WarningTexts;
  /** A person confirms having seen that visits were lost. */
  readonly acknowledge: string;
  readonly unknown: string;
  /** Whether the browser has granted persistent storage. */
  readonly keeping: { readonly label: string; readonly granted: string; readonly denied: string };
  readonly persist: string;
  readonly persistGranted: string;
  readonly persistDenied: Message;
  readonly privateSuspected: Message;
  readonly clock: { readonly label: string; readonly right: string };
  readonly pending: {
    readonly label: string;
    readonly none: string;
    readonly some: (count: number) => string;
    readonly oldest: (at: string) => string;
  };
  readonly places: string;
  readonly room: { readonly label: string; readonly used: (used: string, quota: string) => string };
  readonly sendNow: string;
  readonly save: string;
  readonly saveWarning: string;
  readonly saved: (name: string) => string;
  readonly saveFailed: Message;
  readonly open: string;
  readonly opened: (count: number) => string;
  readonly notAFile: Message;
  readonly openFailed: Message;
  readonly acknowledgeFailed: string;
}

/** The large texts on a screen that the queue sees: they name no card and no refusal. */
export interface DiscreetTexts {
  readonly ready: { readonly scanning: string };
  readonly asking: { readonly justConfirm: string };
  readonly verdict: { readonly word: { readonly refused: string }; readonly next: string };
}

/** The shift of this device: its counts and its history. */
export interface ShiftTexts {
  readonly title: string;
  readonly none: string;
  readonly since: (at: string) => string;
  readonly recorded: string;
  readonly visits: (count: number, people: number) => string;
  readonly provisional: string;
  readonly pending: string;
  readonly review: string;
  readonly undone: string;
  /** Visitors who were let in with a ticket and not recorded. */
  readonly hasTicket: string;
  readonly notRecorded: string;
  readonly left: string;
  readonly edition: string;
  readonly history: string;
  readonly standing: Readonly<Record<HistoryItem['standing'], string>>;
  readonly who: (cards: number, people: number) => string;
  readonly undoUntil: (clock: string) => string;
  /** For assistive technology, to distinguish the buttons of several rows. */
  readonly undoOf: (what: string, maskedCard: string) => string;
  /** Before buttons with smaller numbers of minors. */
  readonly fewer: string;
}

/** The list of shows. */
export interface ShowsTexts {
  readonly title: string;
  readonly loading: string;
  readonly noneToday: string;
  readonly later: (count: number) => string;
  readonly again: string;
  readonly back: string;
  /** Asks before a key changes the show. */
  readonly change: (time: string, name: string) => string;
  readonly sure: string;
  readonly keep: string;
  /** The name of the button that opens the list, after the show. */
  readonly choose: string;
}

/** The enrolment of this device. */
export interface EnrolTexts {
  readonly title: string;
  /** What to do, with the camera and without it. */
  readonly byCamera: string;
  readonly byHand: string;
  readonly label: string;
  readonly example: string;
  readonly submit: string;
  readonly sending: string;
  /** The camera sees another code. */
  readonly foreign: string;
  /** Which device this is now. */
  readonly named: (device: string, venue: string) => Message;
  readonly begin: string;
  /** Asks if a device should be enrolled again. */
  readonly replacing: (device: string, venue: string) => Message;
  readonly replace: string;
  readonly keep: string;
  /** On a device that was stopped. */
  readonly again: string;
  /** Replaces the texts of `failures`, which are about a visit. */
  readonly failed: { readonly [C in FailureCause]?: Message };
}

/** Tickets that devices hold for an outage. */
export interface LeasesTexts {
  /** After the tickets left: how many of them other devices hold. */
  readonly ofThese: (leased: number) => string;
  readonly title: (leased: number) => string;
  readonly looking: string;
  readonly failed: string;
  /** After the device's name. `since` is a clock time or a date. */
  readonly holds: (leased: number, since: string) => string;
  readonly seen: (since: string) => string;
  readonly release: string;
  readonly releaseOf: (device: string) => string;
  /** Shown between the two taps. */
  readonly mayCost: (leased: number) => string;
  readonly releaseNow: string;
}

/** The reservations of the show. */
export interface ReservationsTexts {
  readonly title: string;
  readonly loading: string;
  readonly none: string;
  readonly redeem: string;
  readonly redeemOf: (maskedCard: string) => string;
  readonly release: string;
  readonly releaseOf: (maskedCard: string) => string;
  /** Replaces `release` after the first tap. */
  readonly releaseSure: string;
  readonly releaseSureOf: (maskedCard: string) => string;
  readonly redeemed: (maskedCard: string) => string;
  readonly released: (maskedCard: string) => string;
  readonly tryAgain: string;
}

/** The training. */
export interface TrainingTexts {
  readonly begin: string;
  /** At most two words: it is the watermark across the screen. */
  readonly title: string;
  readonly nothingLeaves: string;
  readonly end: string;
  readonly cards: string;
  readonly card: Readonly<Record<DemoName, string>>;
}

/** The sound settings. */
export interface SoundTexts {
  readonly title: string;
  readonly mute: string;
  readonly volume: string;
  /** Followed by the buttons that play the sounds. */
  readonly listen: string;
}
