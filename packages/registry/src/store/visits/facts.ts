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
import { call, type Queries, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { type ShowRow, type Tally, toShow, withTally } from '../shows/shows.ts';
import type { TicketSource } from './results.ts';

/** Visits of one show to decide about, at one moment. */
export interface FactsQuestion {
  readonly device: Device;
  readonly showId: string;
  /** The journal they come from. Default: none. */
  readonly journal?: string | undefined;
  /** The lease whose tickets they may use. Default: none. */
  readonly leaseId?: string | null | undefined;
  /** Ids are empty for a card that is only looked up. */
  readonly visits: readonly {
    readonly id: string;
    readonly usages: readonly { readonly id: string; readonly card: string }[];
  }[];
  /** The moment by which the rules evaluate them, in milliseconds since the Unix epoch. */
  readonly evaluatedAtMs: number;
  /** Now. */
  readonly atMs: number;
}

/** All facts of a decision about a visit, as of one moment. */
export interface Facts {
  /** With the tally of the day by which the visit is evaluated. */
  readonly show: ShowFacts;
  /** With the tally of today, as responses show it. */
  readonly today: ShowFacts;
  /** The id of the show's venue. */
  readonly venueId: string;
  readonly version: number;
  /** The day whose tally the visit counts in. */
  readonly day: Day;
  /** True if `show` has today's tally. Always true unless a show admits per day. */
  readonly isToday: boolean;
  /** Tickets that the lease has left; 0 if it is not for these visits. */
  readonly leaseLeft: number;
  /** What the registry has under the visit's id. A repetition is answered from it. */
  readonly known: KnownVisit | undefined;
  /** One for each usage of the visit, in order. */
  readonly members: readonly MemberFacts[];
}

export interface MemberFacts {
  readonly card: CardFacts;
  readonly earlier: EarlierUsage | null;
  /** Changes if the facts of the card do. Compared when the decision is committed. */
  readonly version: string;
  /** The flags of the usage the registry has under this usage's id; `null` if none. */
  readonly knownFlags: readonly Flag[] | null;
}

/** A visit that is already in the registry. */
export interface KnownVisit {
  readonly showId: string;
  readonly state: 'counted' | 'refused' | 'voided';
  /** `null` if it is voided. */
  readonly fingerprint: string | null;
  /** `null` unless it is counted. */
  readonly from: TicketSource | null;
  readonly refusal: Refusal | null;
  readonly recordedAt: Date;
  readonly voidedAt: Date | null;
}

/** A row of `read_facts`. */
interface FactsRow extends ShowRow {
  readonly venueId: string;
  readonly day: Day;
  readonly isToday: boolean;
  readonly takenToday: number;
  readonly leasedToday: number;
  readonly leaseLeft: number | null;
  readonly status: CardStatus | 'unregistered' | 'not-checked';
  readonly listedOn: Day | null;
  readonly validUntilOn: Day;
  readonly minors: number;
  readonly earlierId: string | null;
  readonly earlierHow: UsageHow;
  readonly earlierMinors: number;
  readonly earlierAt: Date;
  readonly cardVersion: string;
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
 * Returns the facts of each visit, in order, as of one moment and without a lock. Returns none if the venue may not use
 * the show or the journal.
 */
export async function readFacts(queries: Queries, question: FactsQuestion): Promise<readonly Facts[]> {
  const rows = await queries.query<FactsRow>(...call('read_facts', argumentsOf(question)));
  return toAllFacts(question, rows);
}

/** Returns the answer to each question, in order, as of one moment. */
export async function readAllFacts(
  queries: Queries,
  questions: readonly FactsQuestion[],
): Promise<readonly (readonly Facts[])[]> {
  const asked = questions.map((question, ordinal) => ({ ...argumentsOf(question), ordinal }));
  const rows = await queries.query<FactsRow & { readonly ordinal: number }>(
    `select asked.ordinal, facts.* from jsonb_to_recordset($1) as asked (ordinal integer, seller text, device text, show text,
       evaluated_on date, today date, at timestamptz, journal uuid, lease uuid, visits text[], ids text[], cards text[])
     cross join lateral read_facts(seller, device, show, evaluated_on, today, at, journal, lease, visits, ids, cards)
       with ordinality as facts
     order by asked.ordinal, facts.ordinality`,
    [JSON.stringify(asked)],
  );
  return questions.map((question, ordinal) =>
    toAllFacts(
      question,
      rows.filter((row) => row.ordinal === ordinal),
    ),
  );
}

/** Returns the arguments of `read_facts`. */
function argumentsOf({ device, showId, journal, leaseId, visits, evaluatedAtMs, atMs }: FactsQuestion) {
  const usages = visits.flatMap(({ id: visitId, usages }) => usages.map((usage) => ({ ...usage, visitId })));
  return {
    seller: device.venueId,
    device: device.id,
    show: showId,
    evaluated_on: helsinkiDay(evaluatedAtMs),
    today: helsinkiDay(atMs),
    at: toTimestamp(atMs),
    journal: journal ?? null,
    lease: leaseId ?? null,
    visits: usages.map(({ visitId }) => visitId),
    ids: usages.map(({ id }) => id),
    cards: usages.map(({ card }) => card),
  };
}

function toAllFacts({ visits }: FactsQuestion, rows: readonly FactsRow[]): readonly Facts[] {
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
    venueId: row.venueId,
    version: row.version,
    day: row.day,
    isToday: row.isToday,
    leaseLeft: row.leaseLeft ?? 0,
    known: row.knownShow === null ? undefined : toKnownVisit(row, row.knownShow),
    members: rows.map(toMember),
  };
}

/** Returns the show as a response shows it, given the tally after the visit. */
export function showAfter({ today, isToday }: Facts, tally: Tally): ShowFacts {
  return isToday ? withTally(today, tally) : today;
}

function toMember(row: FactsRow): MemberFacts {
  return {
    card: toCard(row),
    earlier:
      row.earlierId === null
        ? null
        : {
            usageId: row.earlierId,
            how: row.earlierHow,
            minors: row.earlierMinors,
            recordedAt: row.earlierAt.toISOString(),
          },
    version: row.cardVersion,
    knownFlags: row.knownFlags,
  };
}

function toCard({ status, validUntilOn, minors, listedOn }: FactsRow): CardFacts {
  switch (status) {
    case 'unregistered':
      return { registered: false };
    case 'not-checked':
      return { registered: 'not-checked' };
    default:
      return { registered: true, status, validUntilOn, minors, ...(listedOn !== null && { listedOn }) };
  }
}

/** Returns the flags that a usage has because of its card, even if it breaks no rule. */
export function cardFlagsAt({ members }: Facts, index: number): readonly Flag[] {
  return members[index]?.card.registered === 'not-checked' ? ['card-not-checked'] : [];
}

function toKnownVisit(row: FactsRow, showId: string): KnownVisit {
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
