import type { CameraState, SourceState } from '@kaiku/capture';
import type { ReaderAdvice } from '@kaiku/capture/doctor';
import type {
  DeskState,
  DeviceHealth,
  DeviceLease,
  History,
  HistoryItem,
  Plan,
  Reservation,
  ShowFacts,
  UsageHow,
} from '@kaiku/client';
import type { WrongMoment } from '../controllers/typed-controller.ts';
import type { CardText, FailureCause, FlowState, Shown } from '../flow/flow.ts';
import type { Locale, Message } from '../locales/locale.ts';
import type { Place } from '../locales/places.ts';
import type { DemoName } from '../training/demo-cards.ts';

/** What a clerk can ask for. Requests only: what comes of them is seen in the next paint. */
export interface ScreenActions {
  readonly typed: TypedActions;
  /** One minor more (1) or fewer (-1); of a group, with the card at this place. */
  readonly step: (by: number, part?: number) => void;
  readonly confirm: () => void;
  readonly leave: () => void;
  readonly undo: () => void;
  readonly dismiss: (visitId: string) => void;
  /** Begins a group with the card that is asked about. */
  readonly gather: () => void;
  readonly remove: (part: number) => void;
  readonly agree: (agreed: boolean) => void;
  /** The client whom a worker joins is inside already. */
  readonly inside: (inside: boolean) => void;
  readonly takeFitting: () => void;
  readonly come: (part: number, coming: boolean) => void;
  readonly camera: CameraActions;
  /** Takes camera and reader over from another element of the page. */
  readonly takeSources: () => void;
  /** What is said of the reader has been read. */
  readonly adviceSeen: () => void;
  readonly device: DeviceActions;
  readonly shift: ShiftActions;
  readonly leases: LeasesActions;
  readonly reservations: ReservationActions;
  readonly training: {
    readonly begin: (on: boolean) => void;
    readonly show: (card: DemoName) => void;
  };
  readonly sound: {
    readonly set: (change: Partial<Sound>) => void;
    /** Sounds an answer. */
    readonly try: (answer: Shown['outcome']) => void;
  };
}

/** How loud the answers are, from 0 to 1, and whether they sound at all. */
export interface Sound {
  readonly volume: number;
  readonly muted: boolean;
}

/** What can be asked of the camera. */
export interface CameraActions {
  /** Starts one that has failed. */
  readonly retry: () => void;
  readonly wake: () => void;
  readonly another: () => void;
  readonly torch: (on: boolean) => void;
  readonly zoom: (value: number) => void;
  /** Focuses on the middle. */
  readonly focus: () => void;
  /** The picture was tapped: it wakes, or focuses there. */
  readonly tap: (event: MouseEvent) => void;
}

/** The camera, as a source and as a lens; `lens` is `undefined` where the source tells nothing of it. */
export interface CameraShown {
  readonly state: SourceState;
  readonly lens: CameraState | undefined;
}

/** What can be done with the field a code is typed in; the text itself stands nowhere else. */
export interface TypedActions {
  /** It has another text. */
  readonly grow: (input: HTMLInputElement) => void;
  readonly submit: (input: HTMLInputElement) => void;
  /** The proposal is what was meant. */
  readonly take: (input: HTMLInputElement) => void;
  /** The moment of a visit from the paper form is another, or is not wanted any more. */
  readonly moved: () => void;
}

/** Where the ways in stand; `undefined` for a source that is not wanted or not open. */
export interface WaysIn {
  readonly camera: SourceState | undefined;
  /** What the camera tells of itself. */
  readonly lens: CameraState | undefined;
  readonly wedge: SourceState | undefined;
  readonly typed: boolean;
}

/** Where on the screen something can be asked of the device: what comes of it is told there. */
export type DevicePlace = 'warning' | 'review' | 'device';

/** What a clerk can ask of the device itself. */
export interface DeviceActions {
  /** The page of the device is opened or folded. */
  readonly look: (open: boolean) => void;
  readonly persist: () => void;
  readonly sendNow: () => void;
  readonly save: (at: DevicePlace) => void;
  readonly take: (file: File) => void;
  readonly acknowledge: () => void;
}

/** What a clerk can ask of the shift. */
export interface ShiftActions {
  /** The shift is opened or folded. */
  readonly look: (open: boolean) => void;
  /** Takes back what was recorded. */
  readonly undo: (item: HistoryItem) => void;
}

/** What a clerk can ask of tickets that other devices hold. */
export interface LeasesActions {
  /** The list is opened or folded. */
  readonly look: (open: boolean) => void;
  /** The first tap: says what a release may cost. */
  readonly ask: (leaseId: string) => void;
  /** The second. */
  readonly release: (leaseId: string) => void;
}

/** The tickets that other devices hold. */
export interface LeasesShown {
  /** `undefined` until they were looked up. */
  readonly leases: readonly DeviceLease[] | undefined;
  /** The lease whose release was tapped once. */
  readonly asked: string | undefined;
  readonly hasFailed: boolean;
}

/** What a clerk can ask about the reservations of the show. */
export interface ReservationActions {
  /** The list is opened or folded. */
  readonly look: (open: boolean) => void;
  readonly redeem: (reservation: Reservation) => void;
  /** The first time it asks whether it is meant, the second time it is done. */
  readonly release: (reservation: Reservation) => void;
}

/** The reservations of the show. */
export interface ReservationsShown {
  /** Whether the registry lists any. */
  readonly isThere: boolean;
  /** Whether somebody looks. */
  readonly isOpen: boolean;
  /** `undefined` until they are fetched. */
  readonly list: readonly Reservation[] | undefined;
  /** Why they could not be fetched. */
  readonly failure: FailureCause | undefined;
  /** What came of what was last asked. */
  readonly told: ((t: Locale) => string) | undefined;
  /** The reservation that is released at the next tap. */
  readonly releasing: string | undefined;
  isBusy(reservation: Reservation): boolean;
}

/** What this device has answered. */
export interface ShiftShown {
  /** `undefined` while nobody looks. */
  readonly history: History | undefined;
  /** The visit whose undo failed. */
  readonly failed: string | undefined;
  /** Until when a recording may be undone, in milliseconds since the Unix epoch; `undefined` where it cannot be. */
  undoUntilMs(item: HistoryItem): number | undefined;
  /** The same of what is shown just now. */
  readonly shownUndoUntilMs: number | undefined;
}

/** What is known of the device, for its page. */
export interface DeviceShown {
  /** How it stands for an outage; `undefined` until it was looked at. */
  readonly health: DeviceHealth | undefined;
  /** What came of what was last asked of it, and where on the screen that was. */
  readonly told: { readonly at: DevicePlace; readonly text: (t: Locale) => Message } | undefined;
}

/** All that is painted, and nothing else: the views are pure functions of it. */
export interface Screen {
  readonly t: Locale;
  readonly act: ScreenActions;
  readonly flow: FlowState;
  /** False while the page has stopped the element. */
  readonly active: boolean;
  readonly desk: DeskState | undefined;
  /** The registry refuses this device: no outage, and nothing is recorded. */
  readonly lockedOut: boolean;
  /** Why there is no desk. */
  readonly failure: FailureCause | undefined;
  readonly ways: WaysIn;
  /** Where the switch of this browser's camera may be. */
  readonly places: readonly Place[];
  /** What can be set better at the reader, and where it is examined. */
  readonly reader: { readonly advice: ReaderAdvice | undefined; readonly help: string | undefined };
  readonly device: DeviceShown;
  readonly sound: Sound;
  readonly shift: ShiftShown;
  readonly leases: LeasesShown;
  readonly reservations: ReservationsShown;
  readonly training: { readonly on: boolean; readonly cards: readonly DemoName[] };
  /** Nobody in the queue is to see what card it is. */
  readonly discreet: boolean;
  /** As what visits are recorded; `undefined` where there is no desk. */
  readonly recordsAs: UsageHow | undefined;
  /** How long what is shown stays, in milliseconds; 0 for until it is put aside. */
  readonly lingersForMs: number;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** Whether the group that is gathered may come; `undefined` where there is none, or nobody of it is chosen. */
  readonly plan: Plan | undefined;
  /** Another element of the page has camera and reader. */
  readonly elsewhere: boolean;
  /** A code that is no card's was seen a moment ago. */
  readonly foreign: boolean;
  /** Where the camera shows its picture: one element for the whole life, or the stream would be cut at each paint. */
  readonly video: HTMLVideoElement | undefined;
  /** The card with its middle hidden. */
  readonly mask: (card: CardText) => string;
  /** The code in groups, as people say it. */
  readonly grouped: (card: CardText) => string;
  /** The card code that was likely meant by what stands in the field. */
  readonly typed: {
    readonly proposal: CardText | undefined;
    readonly wrong: WrongMoment | undefined;
    /** The latest moment of a visit from the paper form, as an input of type `datetime-local` has it. */
    readonly latest: string;
  };
  /** Kaikukortti tickets left, those this device holds among them; `null` where the show has no cap. */
  readonly remaining: (show: ShowFacts) => number | null;
  /** The edition of the programme's rules that the show is under. */
  readonly edition: (show: ShowFacts) => string;
}

/** A {@link Screen} whose flow stands at one of the given states. */
export type ScreenAt<S extends FlowState['at']> = Omit<Screen, 'flow'> & {
  readonly flow: Extract<FlowState, { at: S }>;
};
