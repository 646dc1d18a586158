import type { CaptureErrorCode } from '@kaiku/capture';
import type { ReaderAdvice } from '@kaiku/capture/doctor';
import type {
  CardCode,
  DeviceWarning,
  Flag,
  HistoryItem,
  MinorsAllowed,
  ProvisionalBy,
  Refusal,
  RefusalReason,
  Repair,
  ReviewItem,
  ShowKind,
  ShowWarning,
  Verdict,
} from '@kaiku/client';
import type { FailureCause } from '../flow/flow.ts';
import type { DemoName } from '../training/demo-cards.ts';
import type { Place } from './places.ts';

/** The languages of Kaikukanta (Kaikukanta 2.0 -opas 2025 §3), which the element speaks by itself. */
export type Lang = 'fi' | 'sv' | 'en';

/** What is so, and what to do next. Both are full sentences that may be read aloud in front of a queue. */
export interface Message {
  readonly sentence: string;
  readonly nextStep: string;
}

/** Days and instants as the language writes them, always in Finland's time. */
export interface Dates {
  /** A calendar day, `YYYY-MM-DD`, as `21.1.2026`. */
  day(on: string): string;
  /** An instant, ISO 8601 with offset, with day and clock. */
  instant(at: string): string;
  /** The same with the day of the week and without the year. */
  showTime(at: string): string;
  /** The clock only. */
  clock(at: string): string;
  /** Since when: the clock, with its day before it where that is not the day of `nowMs`. Both milliseconds since the Unix epoch. */
  since(atMs: number, nowMs: number): string;
}

/** Lengths of time and sizes of storage, as the language writes them. */
export interface Amounts {
  /** `3 min`, from seconds up to hours; whichever way it goes. */
  duration(ms: number): string;
  bytes(count: number): string;
}

type WarningTexts = {
  readonly [K in DeviceWarning['kind']]: (
    warning: Extract<DeviceWarning, { kind: K }>,
    amounts: Pick<Amounts, 'duration'>,
  ) => Message;
};

/** What a refusal's words fit, besides what it tells itself. */
export interface RefusedAt {
  /** `day`: open day after day, so that its cap counts by the day. */
  readonly of: 'show' | 'course' | 'day';
  /** Of the card; `undefined` where that is not known. */
  readonly holder: CardCode['holder'] | undefined;
}

type RefusalTexts = {
  readonly [R in RefusalReason]: (refusal: Extract<Refusal, { reason: R }>, dates: Dates, at: RefusedAt) => Message;
};

/** Everything the screen says, in one language. One shape for all: a missing text is a compile error. */
export interface Locale {
  /** A BCP 47 tag: of the element's own, a {@link Lang}. */
  readonly lang: string;
  readonly dates: Dates;
  readonly amounts: Amounts;
  /** The name of the whole region, for assistive technology. */
  readonly title: string;
  readonly header: {
    readonly noShow: string;
    readonly places: (remaining: number, cap: number, kind: ShowKind) => string;
    readonly noCap: string;
  };
  /** How the registry is reached, and what of this device it has not acknowledged. */
  readonly status: {
    readonly connecting: string;
    readonly connected: string;
    /** Said aloud. */
    readonly healing: string;
    readonly sending: (count: number) => string;
    readonly offline: (since: string) => string;
    readonly kept: string;
    readonly pending: (count: number) => string;
    /** Tickets this device may give out without asking. */
    readonly places: (count: number) => string;
  };
  readonly review: {
    readonly title: (count: number) => string;
    /** What went wrong, counted: a card alone, or a group; and when. */
    readonly visit: (item: Pick<ReviewItem, 'cards' | 'minors' | 'maskedCard' | 'takenAt'>) => string;
    readonly interrupted: Message;
    /** Of a visit of a ticketing system's own reference. */
    readonly unanswered: Message;
    /** Before the sentences of its flags. */
    readonly flagged: Message;
    readonly voidedElsewhere: Message;
    /** Before the sentence of the error. */
    readonly notAccepted: Message;
    /** An undo that the registry would not take. */
    readonly undoNotAccepted: Message;
    readonly dismiss: string;
    readonly dismissOf: (maskedCard: string) => string;
  };
  readonly camera: {
    readonly label: string;
    readonly starting: string;
    readonly stopped: string;
    readonly othersWork: string;
    readonly retry: string;
    /** It has let go, or lost, its picture, and comes by itself. */
    readonly returning: string;
    readonly muted: string;
    readonly asleep: string;
    readonly wake: string;
    readonly another: string;
    readonly torch: string;
    readonly zoom: string;
    readonly focus: string;
    /** What to do about a failure in some places, instead of its `nextStep`. */
    readonly steps: { readonly [C in CaptureErrorCode]?: { readonly [P in Place]?: string } };
  };
  /** How to set a reader. */
  readonly reader: {
    /** The link to the page that examines a reader. */
    readonly doctor: string;
    readonly dismiss: string;
    readonly advice: Readonly<Record<ReaderAdvice, Message>>;
  };
  readonly typed: {
    readonly label: string;
    readonly example: string;
    readonly submit: string;
    /** Before the code that was likely meant. */
    readonly meant: string;
    readonly take: string;
    /** Before the code that is to be read back. */
    readonly readBack: string;
    /** A visit that is typed in from the paper form. */
    readonly paper: {
      readonly title: string;
      readonly takenAt: string;
      readonly wrong: Readonly<Record<'missing' | 'in-the-future', string>>;
    };
    /** The names by which letters are told on the phone. */
    readonly letters: Readonly<Record<'A' | 'M' | 'X' | 'Y' | 'Z', string>>;
  };
  readonly ready: {
    readonly idle: Message;
    /** The page has stopped the element. */
    readonly stopped: Message;
    readonly starting: Message;
    readonly scanning: string;
    readonly ways: Readonly<Record<'camera' | 'wedge' | 'typed', string>>;
    readonly foreign: string;
    readonly checking: string;
  };
  readonly card: {
    readonly holder: Readonly<Record<MinorsAllowed['who'], string>>;
    readonly repaired: (repairs: readonly Repair[]) => string;
    readonly unrecorded: (maskedCard: string) => string;
    /** Shown while the one before it was recorded. */
    readonly waits: (maskedCard: string) => string;
  };
  readonly asking: {
    readonly question: string;
    /** What the card has reserved, and since when. */
    readonly reserved: (minors: number, at: string, who: MinorsAllowed['who']) => string;
    /** When a visit from the paper form happened. */
    readonly late: (at: string) => string;
    /** Before what the rules say against it. */
    readonly lateAgainst: string;
    readonly justConfirm: string;
    readonly allowed: (minors: MinorsAllowed) => string;
    /** Which minors count, by the age they are under. */
    readonly whoCounts: Readonly<Record<MinorsAllowed['who'], (under: number) => string>>;
    readonly startGroup: string;
    readonly provisional: string;
    readonly readCardboard: string;
    /** What is unusual about recording for this show now, by the day it begins, and whether to do it. */
    readonly warnings: Readonly<Record<ShowWarning['kind'], (day: string) => string>>;
    /** Instead of `confirm`, where there is such a warning. */
    readonly confirmAnyway: string;
    readonly fewer: string;
    readonly more: string;
    readonly confirm: string;
    readonly confirmProvisional: string;
    readonly cancel: string;
    readonly recording: string;
  };
  /** A group visit: one card after another, recorded all or none. */
  readonly group: {
    readonly title: string;
    readonly nextCard: string;
    readonly total: (cards: number, people: number) => string;
    readonly minors: Readonly<Record<MinorsAllowed['who'], (under: number) => string>>;
    readonly reserved: string;
    /** Of a card whose ticket was redeemed in advance. */
    readonly hasTicket: string;
    readonly removeOf: (maskedCard: string) => string;
    readonly remove: string;
    /** For assistive technology: the buttons of many cards are told apart. */
    readonly ofCard: (what: string, maskedCard: string) => string;
    readonly twice: (maskedCard: string) => string;
    readonly joined: (maskedCard: string) => string;
    readonly notJoined: (maskedCard: string) => string;
    readonly notRecorded: string;
    readonly bigGroup: string;
    readonly agreed: string;
    /** What the clerk confirms of the client whom a worker joins. */
    readonly inside: string;
    readonly fits: (remaining: number, people: number) => string;
    readonly takeFitting: string;
    readonly choose: string;
    readonly nobody: string;
    readonly comes: (maskedCard: string) => string;
    readonly confirm: string;
    readonly confirmProvisional: string;
    /** Instead, where everyone has a ticket. */
    readonly letIn: string;
    readonly cancel: string;
  };
  readonly verdict: {
    readonly word: Readonly<Record<Verdict['outcome'], string>>;
    readonly party: (minors: number, who: MinorsAllowed['who']) => string;
    readonly visit: (cards: number, people: number) => string;
    /** Of a visit from the paper form: the moment it is recorded for. */
    readonly takenAt: (at: string) => string;
    /** The ticket was redeemed in advance: when; of a group `undefined`. */
    readonly ticket: (at: string | undefined) => Message;
    /** Cards of a recorded group that had tickets. */
    readonly withTicket: (cards: number) => string;
    /** What a provisional visit stands on: in two words, and in full. */
    readonly standsOn: Readonly<Record<ProvisionalBy, string>>;
    readonly kept: Readonly<Record<ProvisionalBy, string>>;
    readonly flagged: string;
    /** What the clerk is reminded of once a party is in (docs/screen.md#reminders). */
    readonly reminders: Readonly<Record<'cloakroom' | 'companion' | 'identity' | 'serviceFee', string>>;
    readonly rule: string;
    readonly next: string;
    readonly undo: string;
    readonly undoing: string;
    readonly voided: (cards: number) => Message;
    readonly voidedProvisionally: Message;
    readonly undoFailed: string;
    readonly undoUntil: (clock: string) => string;
    /** Without connection, where so many people would still fit on this device. */
    readonly tooMany: (room: number) => Message;
  };
  /** The page of the device: how it stands for an outage. */
  readonly device: {
    readonly title: string;
    readonly warnings: WarningTexts;
    /** A person has seen that something was lost. */
    readonly acknowledge: string;
    readonly unknown: string;
    /** Whether the browser has promised to keep what is stored. */
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
    /** Whether a tab of this browser sends just now. */
    readonly sending: { readonly label: string; readonly yes: string; readonly no: string };
    readonly places: string;
    readonly room: { readonly label: string; readonly used: (used: string, quota: string) => string };
    readonly journal: string;
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
  };
  /** What stands in place of the plain words on a screen that the queue sees: in large letters, neither a card nor a refusal. */
  readonly discreet: {
    readonly ready: { readonly scanning: string };
    readonly asking: { readonly justConfirm: string };
    readonly verdict: { readonly word: { readonly refused: string }; readonly next: string };
  };
  /** The shift of this device: its card, and what it has answered. */
  readonly shift: {
    readonly title: string;
    readonly none: string;
    readonly since: (at: string) => string;
    readonly recorded: string;
    readonly visits: (count: number, people: number) => string;
    readonly provisional: string;
    readonly pending: string;
    readonly review: string;
    readonly undone: string;
    /** Let in and not recorded. */
    readonly hasTicket: string;
    readonly notRecorded: string;
    readonly left: string;
    readonly edition: string;
    readonly history: string;
    readonly standing: Readonly<Record<HistoryItem['standing'], string>>;
    readonly who: (cards: number, people: number) => string;
    readonly undoUntil: (clock: string) => string;
    /** For assistive technology: the buttons of many rows are told apart. */
    readonly undoOf: (maskedCard: string) => string;
  };
  /** Tickets that devices hold for an outage. */
  readonly leases: {
    /** After the places left: so many of them at other tills. */
    readonly ofThese: (leased: number) => string;
    readonly title: (leased: number) => string;
    readonly looking: string;
    readonly failed: string;
    /** After the device's name; `since` is a time of day or a date. */
    readonly holds: (leased: number, since: string) => string;
    readonly seen: (since: string) => string;
    readonly release: string;
    readonly releaseOf: (device: string) => string;
    /** What a release may cost, before the second tap. */
    readonly mayCost: (leased: number) => string;
    readonly releaseNow: string;
  };
  /** The reservations of the show. */
  readonly reservations: {
    readonly title: string;
    readonly loading: string;
    readonly none: string;
    readonly redeem: string;
    readonly redeemOf: (maskedCard: string) => string;
    readonly release: string;
    readonly releaseOf: (maskedCard: string) => string;
    /** In place of `release`, once it was tapped. */
    readonly releaseSure: string;
    readonly releaseSureOf: (maskedCard: string) => string;
    readonly redeemed: (maskedCard: string) => string;
    readonly released: (maskedCard: string) => string;
    readonly tryAgain: string;
  };
  /** Another element of the page has camera and reader. */
  readonly elsewhere: { readonly sentence: string; readonly take: string };
  readonly training: {
    readonly begin: string;
    /** In two words or less: it stands across the screen. */
    readonly title: string;
    readonly nothingLeaves: string;
    readonly end: string;
    readonly cards: string;
    readonly card: Readonly<Record<DemoName, string>>;
  };
  readonly sound: {
    readonly title: string;
    readonly mute: string;
    readonly volume: string;
    /** Before the buttons that sound the answers. */
    readonly listen: string;
  };
  readonly refusals: RefusalTexts;
  /** A rule the registry found broken by a use it counted all the same, such as one recorded without connection. */
  readonly flags: Readonly<Record<Flag, string>>;
  readonly failures: Readonly<Record<FailureCause | CaptureErrorCode, Message>>;
}
