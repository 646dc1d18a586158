import type { CaptureErrorCode } from '@kaiku/capture';
import type { ReaderAdvice } from '@kaiku/capture/doctor';
import type {
  Flag,
  MinorsAllowed,
  Refusal,
  RefusalReason,
  Repair,
  ReviewItem,
  ShowKind,
  ShowWarning,
} from '@kaiku/client';
import type { FailureCause } from '../flow/flow.ts';
import type { Amounts, Dates, Message, RefusedAt } from './formats.ts';
import type {
  CameraTexts,
  DeviceTexts,
  DiscreetTexts,
  EnrolTexts,
  GroupTexts,
  LeasesTexts,
  ReservationsTexts,
  ShiftTexts,
  ShowsTexts,
  SoundTexts,
  TrainingTexts,
  VerdictTexts,
} from './parts.ts';

export type { Amounts, Dates, Lang, Message, RefusedAt } from './formats.ts';

type RefusalTexts = {
  readonly [R in RefusalReason]: (refusal: Extract<Refusal, { reason: R }>, dates: Dates, at: RefusedAt) => Message;
};

/** All texts of the screen in one language. A missing text is a compile error. */
export interface Locale {
  /** A BCP 47 tag. The element's own locales have a {@link Lang}. */
  readonly lang: string;
  readonly dates: Dates;
  readonly amounts: Amounts;
  /** The name of the element's region, for assistive technology. */
  readonly title: string;
  readonly header: {
    readonly noShow: string;
    readonly places: (remaining: number, cap: number, kind: ShowKind) => string;
    readonly noCap: string;
  };
  /** The connection to the registry, and what it has not acknowledged. */
  readonly status: {
    readonly connecting: string;
    readonly connected: string;
    /** Read out by assistive technology. */
    readonly healing: string;
    readonly sending: (count: number) => string;
    readonly offline: (since: string) => string;
    readonly kept: string;
    readonly pending: (count: number) => string;
    /** The tickets leased to this device. */
    readonly places: (count: number) => string;
  };
  readonly shows: ShowsTexts;
  readonly enrol: EnrolTexts;
  readonly review: {
    readonly title: (count: number) => string;
    /** A visit on the review list: its people and its time. */
    readonly visit: (item: Pick<ReviewItem, 'cards' | 'minors' | 'maskedCard' | 'takenAt'>) => string;
    readonly interrupted: Message;
    /** Only for a visit with a reference of a ticketing system. */
    readonly unanswered: Message;
    /** Followed by the sentences of the flags. */
    readonly flagged: Message;
    readonly voidedElsewhere: Message;
    /** Followed by the sentence of the error. */
    readonly notAccepted: Message;
    /** The registry rejected an undo. */
    readonly undoNotAccepted: Message;
    /** The short name of the visit, which the page of the house shows too. */
    readonly reference: (reference: string) => string;
    readonly dismiss: string;
    readonly dismissOf: (maskedCard: string) => string;
  };
  readonly camera: CameraTexts;
  /** How the reader should be set. */
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
    /** Followed by the code that was likely meant. */
    readonly meant: string;
    readonly take: string;
    /** Followed by the code to read back. */
    readonly readBack: string;
    /** A visit from the paper form. */
    readonly paper: {
      readonly title: string;
      readonly takenAt: string;
      readonly wrong: Readonly<Record<'missing' | 'in-the-future', string>>;
    };
    /** The names of letters for the phone. */
    readonly letters: Readonly<Record<'A' | 'M' | 'X' | 'Y' | 'Z', string>>;
  };
  readonly ready: {
    /** There is no desk: the page lets the clerk choose an event first, or names no registry by mistake. */
    readonly idle: Message;
    /** The page has stopped the element. */
    readonly stopped: Message;
    readonly starting: Message;
    readonly scanning: string;
    readonly ways: Readonly<Record<'camera' | 'wedge' | 'typed', string>>;
    readonly foreign: string;
    /** The camera sees a card's bars, but a part of them is covered. */
    readonly hidden: string;
    readonly checking: string;
  };
  readonly card: {
    readonly holder: Readonly<Record<MinorsAllowed['who'], string>>;
    readonly repaired: (repairs: readonly Repair[]) => string;
    readonly unrecorded: (maskedCard: string) => string;
    /** The card that was shown while the one before it was being recorded. */
    readonly waits: (maskedCard: string) => string;
  };
  readonly asking: {
    readonly question: string;
    /** Names what the card has reserved, and since when. */
    readonly reserved: (minors: number, at: string, who: MinorsAllowed['who']) => string;
    /** The time of a visit from the paper form. */
    readonly late: (at: string) => string;
    /** Followed by the rules that such a visit breaks. */
    readonly lateAgainst: string;
    readonly justConfirm: string;
    readonly allowed: (minors: MinorsAllowed) => string;
    /** Fewer places are left than the card has children. */
    readonly fewPlaces: (children: number, remaining: number) => string;
    /** Which minors count, by their upper age limit. */
    readonly whoCounts: Readonly<Record<MinorsAllowed['who'], (under: number) => string>>;
    readonly startGroup: string;
    readonly provisional: string;
    readonly readCardboard: string;
    /** The registry does not check this card. */
    readonly notChecked: string;
    /** After it, if children may come along. */
    readonly kaikukantaNumber: string;
    /** The day of the imported list of cards by which the registry has answered. */
    readonly listed: (day: string) => string;
    /** Asks if a visit should be recorded although the show is over, or on another day. */
    readonly warnings: Readonly<Record<ShowWarning['kind'], (day: string) => string>>;
    /** Asks the same if the card may be one that this device has recorded at that time. */
    readonly recordedHere: (at: string) => string;
    /** Replaces `confirm` after such a warning. */
    readonly confirmAnyway: string;
    readonly fewer: string;
    readonly more: string;
    readonly confirm: string;
    readonly confirmProvisional: string;
    readonly cancel: string;
    readonly recording: string;
  };
  readonly group: GroupTexts;
  readonly verdict: VerdictTexts;
  readonly device: DeviceTexts;
  readonly discreet: DiscreetTexts;
  readonly shift: ShiftTexts;
  /** The names of the buttons that open and close the drawer. */
  readonly drawer: { readonly open: string; readonly close: string };
  readonly leases: LeasesTexts;
  readonly reservations: ReservationsTexts;
  /** Another element of the page has the camera and the reader. */
  readonly elsewhere: { readonly sentence: string; readonly take: string };
  readonly training: TrainingTexts;
  readonly sound: SoundTexts;
  readonly refusals: RefusalTexts;
  /** The rules that a recorded visit breaks, for example one that was recorded without a connection. */
  readonly flags: Readonly<Record<Flag, string>>;
  readonly failures: Readonly<Record<FailureCause | CaptureErrorCode, Message>>;
}
