import type { VisitRequest } from '@kaiku/client/contract';
import type { Database, Queries } from './database.ts';
import { type Facts, readFacts } from './facts.ts';
import { judgeVisit } from './judgement.ts';
import { withTaken } from './record-usage.ts';
import { type Decided, keepRefused, settle } from './settle.ts';
import type { Device, RecordedVisit } from './store.ts';
import { judgedAtMs, takenAtMs } from './taken-at.ts';
import { untilSettled } from './until-settled.ts';
import { fingerprintOf, visitFingerprintOf } from './usages.ts';

/** A visit that is asked for, or told as a fact. All its usages are of the same `how`. */
export interface VisitRecording {
  readonly device: Device;
  readonly visit: VisitRequest;
  readonly atMs: number;
}

/** Records a visit like a usage, but whole: an ask is counted with all its usages or not at all, a fact always. */
export function recordVisit(database: Database, recording: VisitRecording): Promise<RecordedVisit> {
  const { visit, atMs } = recording;
  const tally = { showId: visit.showId, judgedAtMs: judgedAt(visit, atMs) };
  return untilSettled(database, tally, (queries) => attemptVisit(queries, recording));
}

async function attemptVisit(queries: Queries, recording: VisitRecording): Promise<RecordedVisit | undefined> {
  const { device, visit, atMs } = recording;
  const judgedAtMs = judgedAt(visit, atMs);
  const { venueId } = device;
  const question = { venueId, showId: visit.showId, visitId: visit.id, asked: visit.usages, judgedAtMs, atMs };
  const facts = await readFacts(queries, question);
  if (facts === undefined) return { outcome: 'unknown-show' };

  const settled = replay(facts, visit);
  if (settled !== undefined) return settled;

  const { refusal, members } = judgeVisit({ ...toQuestion(facts, visit), atMs: judgedAtMs });
  const decided = toDecided(recording, facts);
  if (visit.mode === 'ask' && refusal !== undefined) {
    const kept = await keepRefused(queries, decided, refusal);
    return kept ? { outcome: 'refused', first: true, refusal, show: facts.today } : undefined;
  }
  const taken = await settle(queries, decided, members);
  if (taken === undefined) return undefined;
  const usages = visit.usages.map(({ id }, place) => ({ id, flags: members[place]?.against ?? [] }));
  return { outcome: 'counted', first: true, recordedAt: new Date(atMs), usages, show: withTaken(facts, taken) };
}

/** A visit happens at one moment: when the last of its cards was confirmed. */
function judgedAt({ mode, usages }: VisitRequest, atMs: number): number {
  const last = usages.reduce((latest, usage) => (takenAtMs(usage) > takenAtMs(latest) ? usage : latest));
  return judgedAtMs(mode, last, atMs);
}

function toQuestion({ show, members }: Facts, { usages, agreed }: VisitRequest) {
  return {
    members: usages.flatMap(({ card: text, minors }, place) => {
      const facts = members[place];
      return facts === undefined ? [] : [{ text, minors, card: facts.card, earlier: facts.earlier }];
    }),
    show,
    how: usages[0]?.how ?? 'door',
    agreed,
  };
}

function toDecided({ device, visit, atMs }: VisitRecording, facts: Facts): Decided {
  return {
    device,
    visit: { id: visit.id, fingerprint: visitFingerprintOf(visit) },
    usages: visit.usages.map((usage) => ({ ...usage, fingerprint: fingerprintOf({ ...visit, ...usage }, visit.id) })),
    facts,
    atMs,
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
    return { outcome: 'counted', first: false, recordedAt: known.recordedAt, usages, show };
  }
  if (known?.state === 'refused' && visit.mode === 'ask' && known.refusal !== null) {
    return { outcome: 'refused', first: false, refusal: known.refusal, show };
  }
  // Its usages come with it or not at all: an id that is there already is another usage's.
  return members.some((member) => member.known !== undefined) ? { outcome: 'mismatch' } : undefined;
}
