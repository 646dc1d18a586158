/** A device's outbox as a file: if a device no longer starts, another one sends its entries. */
import * as z from 'zod/mini';
import type { Environment } from '../environment.ts';
import { KaikuError } from '../errors.ts';
import { Instant, Reductions, Seq, ShowId, UsageId, VoidReason, visitFields } from '../registry/contract/index.ts';
import { type Entry, type NewEntry, noticeOf, voidEntry } from '../storage/entry.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { Visit } from '../usage/visit.ts';
import type { Journal } from './journal.ts';

const VisitInFile = z.object(visitFields) satisfies z.ZodMiniType<Visit>;

const OutboxFile = z.object({
  kind: z.literal('kaiku-outbox'),
  version: z.literal(1),
  /** The journal that it was written from. */
  journal: UsageId,
  writtenAt: Instant,
  entries: z.array(
    z.discriminatedUnion('stage', [
      z.object({ seq: Seq, stage: z.literal('request'), visit: VisitInFile }),
      z.object({ seq: Seq, stage: z.literal('report'), visit: VisitInFile, clockSuspect: z.boolean() }),
      z.object({
        seq: Seq,
        stage: z.literal('void'),
        visitId: UsageId,
        showId: ShowId,
        reason: VoidReason,
        usages: z.exactOptional(Reductions),
      }),
      /** `visit: null`: a notice alone, with nothing to send. */
      z.object({ seq: Seq, stage: z.literal('review'), visit: z.nullable(VisitInFile) }),
    ]),
  ),
});
export type OutboxFile = z.infer<typeof OutboxFile>;

/** Returns the file's text, JSON. Its card codes are sealed, if the registry has a sealing key. */
export function toOutboxFile(journal: string, entries: Iterable<Entry>, atMs: number): string {
  const file = { kind: 'kaiku-outbox', version: 1, journal, writtenAt: new Date(atMs).toISOString() };
  return `${JSON.stringify({ ...file, entries: [...entries] }, null, 1)}\n`;
}

/** Returns the file's text from a storage that no outbox is open for here. Leaves out requests that another page waits for. */
export async function readOutboxFile(
  storage: Pick<OutboxStorage, 'identity' | 'entries'>,
  { locks, now }: Pick<Environment, 'locks' | 'now'>,
): Promise<string> {
  const [{ journal }, entries] = await Promise.all([storage.identity(), storage.entries()]);
  const held = await locks.held();
  const isWaitedFor = (entry: Entry) => entry.stage === 'request' && held.has(entry.owner);
  return toOutboxFile(
    journal,
    entries.filter((entry) => !isWaitedFor(entry)),
    now(),
  );
}

/** @throws KaikuError `config/invalid` if the text is not an exported outbox, or of a later version */
export function parseOutboxFile(text: string): OutboxFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Reported below, because the parser's error quotes the text.
  }
  const file = OutboxFile.safeParse(parsed);
  if (file.success) return file.data;
  const message =
    'The text is not an exported outbox, or it was exported by a newer version. Import the whole file, and update this device.';
  throw new KaikuError('config/invalid', message, { retryable: false });
}

/** Appends the entries that are not here yet, in the file's order. Seals codes that are in clear. Returns how many. */
export async function adopt(
  journal: Journal,
  { journal: from, entries }: OutboxFile,
  seal: (visit: Visit) => Promise<Visit>,
): Promise<number> {
  const stored = new Set([...journal.entries()].flatMap(identityOf));
  let added = 0;
  for (const entry of entries) {
    const adopted = toAdopted(entry, from);
    if (adopted === undefined || identityOf(adopted).some((identity) => stored.has(identity))) continue;
    await journal.append(
      'visit' in adopted && adopted.visit ? { ...adopted, visit: await seal(adopted.visit) } : adopted,
    );
    added += 1;
  }
  return added;
}

function toAdopted(entry: OutboxFile['entries'][number], journal: string): NewEntry | undefined {
  const adopted = { journal, seq: entry.seq };
  switch (entry.stage) {
    case 'report':
      // The lease that it consumed is the other device's: here it only counts as unconfirmed.
      return toAdoptedReport(entry.visit, entry.clockSuspect, adopted);
    case 'void':
      return { ...entry, notice: null, consumedFrom: null, adopted };
    case 'request':
      if (entry.visit.reference !== undefined) return toUnanswered(entry.visit);
      // Its clerk never saw an answer.
      return {
        ...voidEntry(entry.visit, 'device-restarted', { notice: noticeOf(entry.visit, 'interrupted') }),
        adopted,
      };
    case 'review':
      if (entry.visit === null) return undefined;
      if (entry.visit.reference !== undefined) return toUnanswered(entry.visit);
      // Sent once more from here. If the registry still rejects it, it is listed again.
      return toAdoptedReport(entry.visit, true, adopted);
    default:
      return entry satisfies never;
  }
}

function toAdoptedReport(
  visit: Visit,
  clockSuspect: boolean,
  adopted: { readonly journal: string; readonly seq: number },
): NewEntry {
  return { stage: 'report', visit, consumedFrom: { from: 'unconfirmed' }, clockSuspect, adopted };
}

/** A visit with a reference is requested again under it, on this device or another. */
function toUnanswered(visit: Visit): NewEntry {
  return { stage: 'review', notice: noticeOf(visit, 'unanswered'), visit };
}

/** Returns what identifies an entry on two devices: its visit; for the void of a part, the visit and the part. */
function identityOf(entry: NewEntry): string[] {
  if (entry.stage === 'void')
    return [entry.usages === undefined ? entry.visitId : JSON.stringify([entry.visitId, entry.usages])];
  return entry.visit === null ? [] : [entry.visit.id];
}
