/** A device's outbox as a file, for the till that will not start again: another device sends what stands in it. */
import * as z from 'zod/mini';
import { companies, usageHows } from '../admission/facts.ts';
import { maxMinors } from '../admission/minors.ts';
import { KaikuError } from '../errors.ts';
import { type Entry, type NewEntry, noticeOf, voidEntry } from '../storage/entry.ts';
import { voidReasons } from '../usage/answer.ts';
import { maxUsages, type Visit as VisitOnDevice } from '../usage/visit.ts';
import type { Journal } from './journal.ts';

const Id = z.uuid();
const Visit = z.object({
  id: Id,
  showId: z.string().check(z.minLength(1), z.maxLength(64)),
  how: z.enum(usageHows),
  takenAt: z.iso.datetime({ offset: true }),
  agreed: z.exactOptional(z.boolean()),
  company: z.exactOptional(z.enum(companies)),
  reference: z.exactOptional(z.string()),
  metadata: z.exactOptional(z.record(z.string(), z.string())),
  usages: z
    .array(
      z.object({
        id: Id,
        card: z.string().check(z.minLength(1), z.maxLength(20)),
        minors: z.int().check(z.minimum(0), z.maximum(maxMinors)),
      }),
    )
    .check(z.minLength(1), z.maxLength(maxUsages)),
}) satisfies z.ZodMiniType<VisitOnDevice>;
const seq = z.int().check(z.minimum(1));

const OutboxFile = z.object({
  kind: z.literal('kaiku-outbox'),
  version: z.literal(1),
  /** The journal it was written from. */
  journal: Id,
  writtenAt: z.iso.datetime(),
  entries: z.array(
    z.discriminatedUnion('stage', [
      z.object({ seq, stage: z.literal('request'), visit: Visit }),
      z.object({ seq, stage: z.literal('report'), visit: Visit, clockSuspect: z.boolean() }),
      z.object({
        seq,
        stage: z.literal('void'),
        visitId: Id,
        showId: Visit.shape.showId,
        reason: z.enum(voidReasons),
        usages: z.exactOptional(
          z.array(z.object({ id: Id, minors: z.nullable(Visit.shape.usages.def.element.shape.minors) })),
        ),
      }),
      /** What the registry would not take; one that it took is only told of, and nothing is left to send. */
      z.object({ seq, stage: z.literal('review'), visit: z.nullable(Visit) }),
    ]),
  ),
});
export type OutboxFile = z.infer<typeof OutboxFile>;

/** The file's text, JSON. It holds the codes of cards whose visit is not acknowledged yet: keep it as one keeps those. */
export function toOutboxFile(journal: string, entries: Iterable<Entry>, atMs: number): string {
  const file = { kind: 'kaiku-outbox', version: 1, journal, writtenAt: new Date(atMs).toISOString() };
  return `${JSON.stringify({ ...file, entries: [...entries] }, null, 1)}\n`;
}

/** @throws KaikuError `config/invalid` where the text is no such file, or of a later version */
export function parseOutboxFile(text: string): OutboxFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Told below: the parser's own error quotes the text.
  }
  const file = OutboxFile.safeParse(parsed);
  if (file.success) return file.data;
  throw new KaikuError('config/invalid', 'This is no file of an outbox, or one of a newer version.', {
    retryable: false,
  });
}

/** Takes over what is not here yet, in the file's order. How many entries that were. */
export async function adopt(journal: Journal, { journal: from, entries }: OutboxFile): Promise<number> {
  const here = new Set([...journal.entries()].flatMap(nameOf));
  let taken = 0;
  for (const entry of entries) {
    const adopted = toAdopted(entry, from);
    if (adopted === undefined || nameOf(adopted).some((name) => here.has(name))) continue;
    await journal.append(adopted);
    taken += 1;
  }
  return taken;
}

function toAdopted(entry: OutboxFile['entries'][number], journal: string): NewEntry | undefined {
  const adopted = { journal, seq: entry.seq };
  switch (entry.stage) {
    case 'report':
      // Whatever it had drawn on is another device's: here it only counts among the unconfirmed.
      return {
        stage: 'report',
        visit: entry.visit,
        consumedFrom: { from: 'unconfirmed' },
        clockSuspect: entry.clockSuspect,
        adopted,
      };
    case 'void':
      return { ...entry, notice: null, consumedFrom: null, adopted };
    case 'request':
      if (entry.visit.reference !== undefined) return leftOpen(entry.visit);
      // Its clerk never saw an answer.
      return {
        ...voidEntry(entry.visit, 'device-restarted', { notice: noticeOf(entry.visit, 'interrupted') }),
        adopted,
      };
    case 'review':
      // To be tried once more from here; what the registry still will not take comes back to the list.
      if (entry.visit === null) return undefined;
      if (entry.visit.reference !== undefined) return leftOpen(entry.visit);
      return {
        stage: 'report',
        visit: entry.visit,
        consumedFrom: { from: 'unconfirmed' },
        clockSuspect: true,
        adopted,
      };
    default:
      return entry satisfies never;
  }
}

/** Under its reference it is asked for again, here or anywhere. */
function leftOpen(visit: VisitOnDevice): NewEntry {
  return { stage: 'review', notice: noticeOf(visit, 'unanswered'), visit };
}

/** What an entry is known by on two devices: its visit, and of a part that is taken back which part. */
function nameOf(entry: NewEntry): string[] {
  if (entry.stage === 'void')
    return [entry.usages === undefined ? entry.visitId : JSON.stringify([entry.visitId, entry.usages])];
  return entry.visit === null ? [] : [entry.visit.id];
}
