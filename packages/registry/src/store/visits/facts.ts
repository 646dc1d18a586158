import {
  type CardFacts,
  type CardStatus,
  type Day,
  type EarlierUsage,
  type Flag,
  helsinkiDay,
  type Refusal,
  type ShowFacts,
  type UsageHow,
} from '@kaiku/client/admission';
import type { Queries } from '../database/database.ts';
import { type ShowRow, type Tally, toShow, withTally } from '../shows/shows.ts';
import type { Device, TicketSource } from '../store.ts';

/** What is to be decided: visits of one show, at one moment. */
export interface Question {
  readonly device: Device;
  readonly showId: string;
  /** The journal they come from. Default: none. */
  readonly journal?: string | undefined;
  /** The lease they may draw on. Default: none. */
  readonly leaseId?: string | null | undefined;
  /** Empty ids are of a card that is only looked up. */
  readonly visits: readonly {
    readonly id: string;
    readonly usages: readonly { readonly id: string; readonly card: string }[];
  }[];
  /** The moment it is judged by, milliseconds since the Unix epoch. */
  readonly judgedAtMs: number;
  /** Now. */
  readonly atMs: number;
}

/** All that a decision about a visit stands on, as it was at one moment. */
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
  /** What the registry has under the visit's id: what a repetition is answered from. */
  readonly known: KnownVisit | undefined;
  /** One for each usage of the visit, in that order. */
  readonly members: readonly MemberFacts[];
}

export interface MemberFacts {
  readonly card: CardFacts;
  readonly earlier: EarlierUsage | null;
  /** What of the card can change, to be compared when the decision is written. */
  readonly stoodOn: string;
  /** The flags of what the registry has under the usage's id; `null` where it has nothing. */
  readonly knownFlags: readonly Flag[] | null;
}

/** A visit that is already in the registry. */
export interface KnownVisit {
  readonly showId: string;
  readonly state: 'counted' | 'refused' | 'voided';
  /** `null` once it is void. */
  readonly fingerprint: string | null;
  /** `null` where it does not count. */
  readonly from: TicketSource | null;
  readonly refusal: Refusal | null;
  readonly recordedAt: Date;
  readonly voidedAt: Date | null;
}

/** What `read_facts` of facts.sql gives. */
interface FactsRow extends ShowRow {
  readonly day: Day;
  readonly isToday: boolean;
  readonly takenToday: number;
  readonly leasedToday: number;
  readonly leaseLeft: number | null;
  readonly status: CardStatus | null;
  readonly validUntilOn: Day;
  readonly minors: number;
  readonly earlierId: string | null;
  readonly earlierHow: UsageHow;
  readonly earlierMinors: number;
  readonly earlierAt: Date;
  readonly stoodOn: string;
  readonly knownShow: string | null;
  readonly knownState: KnownVisit['state'];
  readonly knownFingerprint: string | null;
  readonly knownFrom: TicketSource | null;
  readonly knownRefusal: Refusal | null;
  readonly knownRecordedAt: Date;
  readonly knownVoidedAt: Date | null;
  readonly knownFlags: readonly Flag[] | null;
}

/**
 * All that decisions stand on, read at one moment and locked by nobody: one for each visit, in their order; none where the
 * show or the journal is not the venue's business.
 */
export async function readFacts(queries: Queries, question: Question): Promise<readonly Facts[]> {
  const { device, showId, journal, leaseId, visits, judgedAtMs, atMs } = question;
  const asked = visits.flatMap(({ id: visitId, usages }) => usages.map((usage) => ({ ...usage, visitId })));
  const rows = await queries.query<FactsRow>('select * from read_facts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
    device.venueId,
    device.id,
    showId,
    helsinkiDay(judgedAtMs),
    helsinkiDay(atMs),
    new Date(atMs).toISOString(),
    journal ?? null,
    leaseId ?? null,
    asked.map(({ visitId }) => visitId),
    asked.map(({ id }) => id),
    asked.map(({ card }) => card),
  ]);
  let read = 0;
  return visits.flatMap(({ usages }) => {
    const its = rows.slice(read, read + usages.length);
    read += usages.length;
    return its[0] === undefined ? [] : toFacts(its[0], its);
  });
}

function toFacts(row: FactsRow, rows: readonly FactsRow[]): Facts {
  const show = toShow(row);
  return {
    show,
    today: withTally(show, { taken: row.takenToday, leased: row.leasedToday }),
    version: row.version,
    day: row.day,
    isToday: row.isToday,
    leaseLeft: row.leaseLeft ?? 0,
    known: row.knownShow === null ? undefined : toKnown(row, row.knownShow),
    members: rows.map(toMember),
  };
}

/** The show as answers tell it, once the tally of the day that was judged stands so. */
export function showAfter({ today, isToday }: Facts, tally: Tally): ShowFacts {
  return isToday ? withTally(today, tally) : today;
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
    stoodOn: row.stoodOn,
    knownFlags: row.knownFlags,
  };
}

function toKnown(row: FactsRow, showId: string): KnownVisit {
  return {
    showId,
    state: row.knownState,
    fingerprint: row.knownFingerprint,
    from: row.knownFrom,
    refusal: row.knownRefusal,
    recordedAt: row.knownRecordedAt,
    voidedAt: row.knownVoidedAt,
  };
}
