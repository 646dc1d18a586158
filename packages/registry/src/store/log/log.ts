import { maskCardCodes } from '@kaiku/client/admission';
import type { LogEntry } from '@kaiku/client/contract';
import { type Queries, toTimestamp } from '../database/database.ts';
import type { KnownDevice } from '../devices/devices.ts';

/** Who did what. */
export interface LoggedAct {
  readonly venueId: string;
  /** `undefined`: a command of the operator. */
  readonly actor?: Pick<KnownDevice, 'id' | 'name' | 'role'> | undefined;
  /** The id of an operation, or a command. */
  readonly action: string;
  /** The id of the show, device, person, visit, usage or lease. */
  readonly subject?: string | undefined;
  /** What was asked for. Card codes in it are masked. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** The code of the refusal, in an entry that follows that of the refused act. */
  readonly refused?: string | undefined;
}

/** A part of the log of a venue, oldest first. */
export interface LogFilter {
  readonly venueId: string;
  /** Days in Europe/Helsinki. Default: all. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The id of a device or person. Default: all. */
  readonly actor?: string | undefined;
  /** Only entries after this one. */
  readonly after?: number | undefined;
}

/** The log of what people and their devices did. Entries are added and read, and nothing else. */
export interface Log {
  /** Adds an entry. Resolves when it is stored. */
  add(act: LoggedAct): Promise<void>;
  /** Returns a page of a venue's entries, oldest first, and the id of the last if there are more. */
  read(filter: LogFilter): Promise<{ readonly entries: readonly LogEntry[]; readonly next: number | null }>;
}

/** Entries of a page. A person reads the last ones. */
const pageSize = 500;

/** Adds an entry, in the transaction of `queries` if it is one. */
export async function addLogEntry(queries: Queries, act: LoggedAct, atMs: number): Promise<void> {
  const { venueId, actor, action, subject, details = {}, refused } = act;
  await queries.query(
    `insert into log_entry (venue_id, at, actor, actor_name, role, action, subject, details, refused)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      venueId,
      toTimestamp(atMs),
      actor?.id ?? null,
      actor === undefined ? null : maskCardCodes(actor.name),
      actor?.role ?? null,
      action,
      subject === undefined ? null : maskCardCodes(subject),
      maskCardCodes(JSON.stringify(details)),
      refused ?? null,
    ],
  );
}

type Row = Omit<LogEntry, 'at' | 'id'> & { readonly id: string; readonly at: Date };

/** Returns the log of a database. */
export function createLog(database: Queries, now: () => number): Log {
  return {
    add: (act) => addLogEntry(database, act, now()),
    async read({ venueId, from, to, actor, after }) {
      const rows = await database.query<Row>(
        `select id::text, at, actor, actor_name as "actorName", role, action, subject, details, refused from log_entry
         where venue_id = $1 and id > $2::bigint
           and ($3::date is null or at >= $3::date::timestamp at time zone 'Europe/Helsinki')
           and ($4::date is null or at < ($4::date + 1)::timestamp at time zone 'Europe/Helsinki')
           and ($6::text is null or actor = $6)
         order by log_entry.id limit $5`,
        [venueId, String(after ?? 0), from ?? null, to ?? null, pageSize + 1, actor ?? null],
      );
      const entries = rows
        .slice(0, pageSize)
        .map(({ id, at, ...entry }) => ({ id: Number(id), at: at.toISOString(), ...entry }));
      return { entries, next: rows.length > pageSize ? (entries.at(-1)?.id ?? null) : null };
    },
  };
}
