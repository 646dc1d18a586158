/**
 * What the register keeps and can say: venues' devices, shows, cards and usages. The port that the routes speak to.
 * Every call is all or nothing. A no is a value; what rejects is the machinery (see `isBusy`).
 */
import type { CardFacts, EarlierUse, Refusal, RefusalReason, ShowFacts } from '@kaiku/client/admission';
import type { AnnulRequest, UsageRequest } from '@kaiku/client/contract';
import type { ReportedUse } from '@kaiku/client/report';
import type { World } from '../scenarios/world.ts';

/** Who asks: one device of one venue. It sees its venue's shows and no others. */
export interface Device {
  readonly id: string;
  readonly venueId: string;
}

/** A card as it stands for one show. */
export interface CardForShow {
  readonly card: CardFacts;
  /** The first counted use of the card for the show. */
  readonly earlier: EarlierUse | null;
  readonly show: ShowFacts;
}

/** What became of a usage that was sent. The same again for every repetition. */
export type Recorded =
  | {
      readonly outcome: 'counted';
      /** True for the one call that counted it, false for repetitions. */
      readonly first: boolean;
      readonly recordedAt: Date;
      readonly flags: readonly RefusalReason[];
      readonly show: ShowFacts;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly show: ShowFacts }
  /** Annulled, before or after it was counted: it is not counted now. */
  | { readonly outcome: 'void'; readonly recordedAt: Date; readonly show: ShowFacts }
  /** The id is known with other facts. */
  | { readonly outcome: 'mismatch' }
  | { readonly outcome: 'unknown-show' };

/** What became of an annulment. */
export type Annulled = Extract<Recorded, { outcome: 'void' | 'mismatch' | 'unknown-show' }>;

/** One row of the register, as tests and the developer's panel look at it. A void usage has no card. */
export interface UsageRow {
  readonly id: string;
  readonly showId: string;
  readonly deviceId: string;
  readonly state: 'counted' | 'refused' | 'void';
  readonly card: string | null;
  readonly minors: number | null;
  readonly how: 'reserved' | 'redeemed' | null;
  readonly recordedAt: Date;
  readonly flags: readonly RefusalReason[];
}

export interface Store {
  /** Resolves where the database answers. */
  ready(): Promise<void>;
  /** The device a token belongs to; `undefined` where it is unknown, expired or revoked. */
  device(token: string): Promise<Device | undefined>;
  /** The venue's shows, by start. */
  shows(venueId: string): Promise<readonly ShowFacts[]>;
  /** A show; `undefined` where it is unknown or another venue's. */
  show(venueId: string, showId: string): Promise<ShowFacts | undefined>;
  /** A card for a show; `undefined` where the show is unknown or another venue's. */
  lookUp(venueId: string, showId: string, code: string): Promise<CardForShow | undefined>;
  /** Counts a usage once, or says why not. An ask may be refused by the rules, a fact is counted and flagged. */
  record(device: Device, usage: UsageRequest): Promise<Recorded>;
  /** Takes a usage back, or keeps an id the register has never seen as annulled. */
  annul(device: Device, usageId: string, annulment: AnnulRequest): Promise<Annulled>;
  /** The venue's counted usages, of one show or of all, in the order they were recorded: what a sales report holds. */
  reportedUses(venueId: string, showId: string | undefined): Promise<readonly ReportedUse[]>;
  /** All usages of a show, in the order they were recorded. */
  usages(showId: string): Promise<readonly UsageRow[]>;
  /**
   * Puts a world in, or a part of one. What is there already is brought up to date: names, dates, cards and devices are
   * set; caps, counts and usages stay.
   */
  seed(world: Partial<World>): Promise<void>;
  /** The device's token works no more. */
  revoke(deviceId: string): Promise<void>;
  /** Lets go of the database. */
  close(): Promise<void>;
}
