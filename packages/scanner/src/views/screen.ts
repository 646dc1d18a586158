import type { Desk, ShowFacts } from '@kaiku/client';
import type { TemplateResult } from 'lit';
import type { CardText, FlowState, Shown } from '../flow/flow.ts';
import type { Locale } from '../locales/locale.ts';
import type { Place } from '../locales/places.ts';
import type { SessionActions } from '../session/actions.ts';
import type { SessionState } from '../session/state.ts';
import type { Sound } from '../signals.ts';
import type { DemoName } from '../training/demo-cards.ts';

/** What the clerk can do on the screen. An act returns nothing: its result is in the next paint. */
export interface ScreenActions extends SessionActions {
  /** Takes the camera and the reader from another element of the page. */
  readonly takeSources: () => void;
  /** Starts or ends the training. */
  readonly train: (on: boolean) => void;
  readonly sound: {
    readonly set: (change: Partial<Sound>) => void;
    /** Plays the sound of an answer. */
    readonly try: (answer: Shown['outcome']) => void;
  };
}

/** Everything that is painted. The views are pure functions of it. */
export interface Screen extends SessionState {
  readonly t: Locale;
  readonly act: ScreenActions;
  /** False if the page has stopped the element. */
  readonly active: boolean;
  /** The places where the camera switch of the browser may be. */
  readonly places: readonly Place[];
  /** The page's reader doctor. */
  readonly readerHelp: string | undefined;
  readonly sound: Sound;
  /** `undefined` until it is fetched. */
  readonly later: Later | undefined;
  readonly training: { readonly on: boolean; readonly cards: readonly DemoName[] };
  /** The queue must not see what card it is. */
  readonly discreet: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** Where the camera shows its picture. Always the same element, because a new one would interrupt the stream. */
  readonly video: HTMLVideoElement | undefined;
  /** Returns the card with its middle hidden. */
  readonly mask: (card: CardText) => string;
  /** Returns the code in groups, as people read it aloud. */
  readonly grouped: (card: CardText) => string;
  /** Returns the Kaikukortti tickets left, including those leased to this device; `null` if the show has no cap. */
  readonly remaining: (show: ShowFacts) => number | null;
  /** Returns the edition of the programme's rules that applies to the show. */
  readonly edition: (show: ShowFacts) => string;
}

/** What no card needs. It is fetched after the first paint. */
export interface Later {
  /** Creates a desk for training. */
  readonly createTrainingDesk: () => Desk;
  /** The drawer, with the shift, the reservations, the sound and the page of the device. */
  readonly drawerView: (screen: Screen) => TemplateResult;
}

/** A {@link Screen} whose flow is in one of the given states. */
export type ScreenAt<S extends FlowState['at']> = Omit<Screen, 'flow'> & {
  readonly flow: Extract<FlowState, { at: S }>;
};
