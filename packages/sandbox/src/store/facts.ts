import {
  type CardFacts,
  type CardStatus,
  type Day,
  type EarlierUse,
  type Flag,
  helsinkiDay,
  type Refusal,
  type ShowFacts,
  type UsageHow,
} from '@kaiku/client/admission';
import type { Queries } from './database.ts';
import { type ShowRow, type Tally, toShow, withTally } from './shows.ts';
import type { Device, PlaceSource, UsageRow } from './store.ts';

/** What is to be decided: so many usages for one show, at one moment. */
export interface Question {
  readonly device: Device;
  readonly showId: string;
  /** The journal they come from. Default: none. */
  readonly journal?: string | undefined;
  /** The lease they may draw on. Default: none. */
  readonly leaseId?: string | null | undefined;
  /** The visit they belong to; `null` for a usage by itself. */
  readonly visitId: string | null;
  /** In the order they are asked about. An empty id is of a card that is only looked up. */
  readonly asked: readonly { readonly id: string; readonly card: string }[];
  /** The moment it is judged by, milliseconds since the Unix epoch. */
  readonly judgedAtMs: number;
  /** Now. */
  readonly atMs: number;
}

/** All that a decision stands on, as it was at one moment. */
export interface Facts {
  /** Its tickets taken are those of the day that is judged. */
  readonly show: ShowFacts;
  /** The same with today's: what answers tell. */
  readonly today: ShowFacts;
  readonly version: number;
  /** The day whose tally they count in. */
  readonly day: Day;
  /** Whether that is the tally which answers tell: always so where a show does not count by the day. */
  readonly isToday: boolean;
  /** Tickets that the lease has left for them; 0 where it is none for them. */
  readonly leaseLeft: number;
  readonly visit: KnownVisit | undefined;
  /** One for each usage asked about, in that order. */
  readonly members: readonly MemberFacts[];
}

export interface MemberFacts {
  readonly card: CardFacts;
  readonly earlier: EarlierUse | null;
  /** What the register has under the usage's id. */
  readonly known: KnownUsage | undefined;
  /** What of this can change, to be compared when the decision is written. */
  readonly stoodOn: string;
}

/** A usage that is already in the register: what a repetition is answered from. */
export interface KnownUsage {
  readonly showId: string;
  readonly state: UsageRow['state'];
  /** `null` once the usage is void. */
  readonly fingerprint: string | null;
  readonly minors: number | null;
  readonly how: UsageHow | null;
  readonly redeems: string | null;
  /** `null` where it does not count. */
  readonly from: PlaceSource | null;
  readonly flags: readonly Flag[];
  readonly refusal: Refusal | null;
  readonly recordedAt: Date;
  readonly annulledAt: Date | null;
}

/** A visit that is already in the register. */
export type KnownVisit = Pick<
  KnownUsage,
  'showId' | 'fingerprint' | 'from' | 'refusal' | 'recordedAt' | 'annulledAt'
> & {
  readonly state: 'counted' | 'refused' | 'void';
};

/** What `read_facts` of facts.sql gives. */
interface FactsRow extends ShowRow {
  readonly day: Day;
  readonly isToday: boolean;
  readonly takenToday: number;
  readonly heldToday: number;
  readonly leaseLeft: number | null;
  readonly visit: { readonly [K in keyof KnownVisit]: K extends `${string}At` ? string | null : KnownVisit[K] } | null;
  readonly status: CardStatus | null;
  readonly validUntilOn: Day;
  readonly minors: number;
  readonly earlierId: string | null;
  readonly earlierHow: UsageHow;
  readonly earlierMinors: number;
  readonly earlierAt: Date;
  readonly knownShow: string | null;
  readonly knownState: UsageRow['state'];
  readonly knownFingerprint: string | null;
  readonly knownMinors: number | null;
  readonly knownHow: UsageHow | null;
  readonly knownRedeems: string | null;
  readonly knownFrom: PlaceSource | null;
  readonly knownFlags: readonly Flag[];
  readonly knownRefusal: Refusal | null;
  readonly knownRecordedAt: Date;
  readonly knownAnnulledAt: Date | null;
  readonly stoodOn: string;
}

/**
 * All that a decision stands on, read at one moment and locked by nobody; `undefined` where the show or the journal is
 * not the venue's business.
 */
export async function readFacts(queries: Queries, question: Question): Promise<Facts | undefined> {
  const { device, showId, journal, leaseId, visitId, asked, judgedAtMs, atMs } = question;
  const rows = await queries.query<FactsRow>('select * from read_facts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
    device.venueId,
    device.id,
    showId,
    helsinkiDay(judgedAtMs),
    helsinkiDay(atMs),
    new Date(atMs).toISOString(),
    journal ?? null,
    leaseId ?? null,
    visitId,
    asked.map(({ id }) => id),
    asked.map(({ card }) => card),
  ]);
  const [row] = rows;
  if (row === undefined) return undefined;
  const show = toShow(row);
  return {
    show,
    today: withTally(show, { taken: row.takenToday, held: row.heldToday }),
    version: row.version,
    day: row.day,
    isToday: row.isToday,
    leaseLeft: row.leaseLeft ?? 0,
    visit: toVisit(row.visit),
    members: rows.map(toMember),
  };
}

/** The show as answers tell it, once the tally of the day that was judged stands so. */
export function showAfter({ today, isToday }: Facts, tally: Tally): ShowFacts {
  return isToday ? withTally(today, tally) : today;
}

function toVisit(visit: FactsRow['visit']): KnownVisit | undefined {
  if (visit === null || visit.recordedAt === null) return undefined;
  return {
    ...visit,
    recordedAt: new Date(visit.recordedAt),
    annulledAt: visit.annulledAt === null ? null : new Date(visit.annulledAt),
  };
}

function toMember(row: FactsRow): MemberFacts {
  return {
    card:
      row.status === null
        ? { registered: false }
        : { registered: true, status: row.status, validUntilOn: row.validUntilOn, minors: row.minors },
    earlier:
      row.earlierId === null
        ? null
        : {
            usageId: row.earlierId,
            how: row.earlierHow,
            minors: row.earlierMinors,
            recordedAt: row.earlierAt.toISOString(),
          },
    known: row.knownShow === null ? undefined : toKnown(row, row.knownShow),
    stoodOn: row.stoodOn,
  };
}

function toKnown(row: FactsRow, showId: string): KnownUsage {
  return {
    showId,
    state: row.knownState,
    fingerprint: row.knownFingerprint,
    minors: row.knownMinors,
    how: row.knownHow,
    redeems: row.knownRedeems,
    from: row.knownFrom,
    flags: row.knownFlags,
    refusal: row.knownRefusal,
    recordedAt: row.knownRecordedAt,
    annulledAt: row.knownAnnulledAt,
  };
}
