import { type Flag, ticketsOf } from '@kaiku/client/admission';
import type { VisitRequest } from '@kaiku/client/contract';
import type { Database, Queries } from './database.ts';
import { type Facts, readFacts, showAfter } from './facts.ts';
import { judgeVisit } from './judgement.ts';
import { findPlaces } from './places.ts';
import { isRecalled, untilLent } from './recall.ts';
import { type Decided, keepRefused, type Recalled, settle } from './settle.ts';
import type { Device, RecordedVisit } from './store.ts';
import { isLate, judgedAtMs, takenAtMs } from './taken-at.ts';
import { untilSettled } from './until-settled.ts';
import { fingerprintOf, visitFingerprintOf } from './usages.ts';

/** A visit that is asked for, or told as a fact. All its usages are of the same `how`. */
export interface VisitRecording {
  readonly device: Device;
  readonly visit: VisitRequest;
  readonly atMs: number;
  /** The device did not know how wrong its clock was. Default false. */
  readonly clockSuspect?: boolean;
  /** How long an ask waits for places that live devices hold, in milliseconds. Default 0; no fact waits. */
  readonly recallWaitMs?: number;
  /** See `Decided`. Default false. */
  readonly lendsAll?: boolean;
}

/** Records a visit like a usage, but whole: an ask is counted with all its usages or not at all, a fact always. */
export function recordVisit(database: Database, recording: VisitRecording): Promise<RecordedVisit> {
  const { visit, atMs } = recording;
  const tally = { showId: visit.showId, judgedAtMs: judgedAt(visit, atMs) };
  return untilLent(recording.recallWaitMs ?? 0, (lendsAll) =>
    untilSettled<RecordedVisit | Recalled>(database, tally, (queries) =>
      attemptVisit(queries, { ...recording, lendsAll }),
    ),
  );
}

async function attemptVisit(
  queries: Queries,
  recording: VisitRecording,
): Promise<RecordedVisit | Recalled | undefined> {
  const { device, visit, atMs } = recording;
  const { showId, origin, leaseId, mode, usages: asked } = visit;
  const judgedAtMs = judgedAt(visit, atMs);
  const place = { device, showId, journal: origin?.journal, leaseId };
  const facts = await readFacts(queries, { ...place, visitId: visit.id, asked, judgedAtMs, atMs });
  if (facts === undefined) return { outcome: 'unknown-show' };

  const replayed = replay(facts, visit);
  if (replayed !== undefined) return replayed;
  // Its usages come with it or not at all: an id that is there already is another usage's.
  if (facts.members.some(({ known }) => known !== undefined)) {
    if (facts.visit !== undefined) return { outcome: 'mismatch' };
    const [row] = await queries.query<{ unknown: boolean }>('select nobody_has($1) as unknown', [visit.id]);
    return row?.unknown ? { outcome: 'mismatch' } : undefined;
  }

  const tickets = asked.reduce((sum, usage) => sum + ticketsOf(usage, facts.show), 0);
  const { judged, from: wanted } = findPlaces({ mode, tickets }, facts, {
    judge: (show) => judgeVisit({ ...toQuestion(facts, visit), show, atMs: judgedAtMs }),
    // It is against the whole, so against each.
    lacksRoom: ({ members }) => members.some(({ against }) => against.includes('cap-reached')),
  });
  const { refusal, members } = judged;
  const decided = toDecided(recording, facts);
  if (mode === 'ask' && refusal !== undefined) {
    const kept = await keepRefused(queries, decided, refusal);
    return kept ? { outcome: 'refused', first: true, refusal, show: facts.today } : undefined;
  }
  const late: readonly Flag[] = isLate(judgedAtMs, atMs) ? ['late'] : [];
  const flagged = members.map((member) => ({ ...member, flags: [...member.against, ...late] }));
  const settled = await settle(queries, [{ decided, judged: flagged }], wanted);
  if (settled === undefined || isRecalled(settled)) return settled;
  const { from } = settled;
  const usages = asked.map(({ id }, place) => ({ id, flags: flagged[place]?.flags ?? [] }));
  return { outcome: 'counted', first: true, recordedAt: new Date(atMs), usages, from, show: showAfter(facts, settled) };
}

/** A visit happens at one moment: when the last of its cards was confirmed. */
function judgedAt({ mode, usages }: VisitRequest, atMs: number): number {
  const last = usages.reduce((latest, usage) => (takenAtMs(usage) > takenAtMs(latest) ? usage : latest));
  return judgedAtMs(mode, last, atMs);
}

function toQuestion({ members }: Facts, { usages, agreed, company }: VisitRequest) {
  return {
    members: usages.flatMap(({ card: text, minors }, place) => {
      const facts = members[place];
      return facts === undefined ? [] : [{ text, minors, card: facts.card, earlier: facts.earlier }];
    }),
    how: usages[0]?.how ?? 'door',
    agreed,
    company,
  };
}

function toDecided(recording: VisitRecording, facts: Facts): Decided {
  const { device, visit, clockSuspect = false, atMs, lendsAll = false } = recording;
  return {
    device,
    mode: visit.mode,
    origin: visit.origin,
    leaseId: visit.leaseId,
    clockSuspect,
    visit: { id: visit.id, fingerprint: visitFingerprintOf(visit) },
    usages: visit.usages.map((usage) => ({ ...usage, fingerprint: fingerprintOf({ ...visit, ...usage }, visit.id) })),
    facts,
    atMs,
    lendsAll,
  };
}

/** The answer a known visit already has; `undefined` for one to be decided: new, or refused and now told as a fact. */
function replay({ visit: known, members, today: show }: Facts, visit: VisitRequest): RecordedVisit | undefined {
  if (known !== undefined && known.showId !== visit.showId) return { outcome: 'mismatch' };
  if (known?.state === 'void') {
    return { outcome: 'void', recordedAt: known.annulledAt ?? known.recordedAt, show };
  }
  if (known !== undefined && known.fingerprint !== visitFingerprintOf(visit)) return { outcome: 'mismatch' };
  if (known?.state === 'counted') {
    const usages = visit.usages.map(({ id }, place) => ({ id, flags: members[place]?.known?.flags ?? [] }));
    const { recordedAt, from } = known;
    return { outcome: 'counted', first: false, recordedAt, usages, from: from ?? 'pool', show };
  }
  if (known?.state === 'refused' && visit.mode === 'ask' && known.refusal !== null) {
    return { outcome: 'refused', first: false, refusal: known.refusal, show };
  }
  return undefined;
}
