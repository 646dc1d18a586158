/** The oracle: checks of a history once it is complete. */

import type { LiveShow } from './linearizability-clients.ts';
import type { Call } from './linearizability-history.ts';
import { knownOf } from './linearizability-known.ts';
import { createShowModel } from './linearizability-model.ts';
import { idsOf, type ModelRequest, type Reply, usagesOf } from './linearizability-requests.ts';
import { describeRows, type KeptRow } from './linearizability-rows.ts';
import { findOrder } from './linearizability-search.ts';
import type { Received } from './linearizability-wire.ts';

export type HistoryResult =
  | { readonly kind: 'decided'; readonly violations: readonly string[] }
  /** The search ended without a result. */
  | { readonly kind: 'undecided' };

/** What the database contains of a show at the end. */
export interface EndRows {
  readonly taken: number;
  readonly rows: ReadonlyMap<string, KeptRow>;
}

/** Returns whether the calls of one show, and its rows at the end, could have happened one after another. */
export function checkHistory(
  { id, cap, calls }: Pick<LiveShow, 'id' | 'cap'> & { readonly calls: readonly Call<ModelRequest, Reply>[] },
  rows: EndRows,
  model = createShowModel(cap, knownOf(calls, rows.rows)),
): HistoryResult {
  const over = Math.max(0, ...calls.map(({ startedAt, answered }) => answered?.at ?? startedAt)) + 1;
  const last: Call<ModelRequest, Reply> = {
    request: { kind: 'rows' },
    startedAt: over,
    answered: { at: over + 1, answer: { outcome: describeRows(rows.rows), flags: '', taken: rows.taken } },
  };
  const history = [...calls.flatMap(inParts), last];
  const verdict = findOrder(model, history);
  if (verdict.kind === 'undecided') return { kind: 'undecided' };
  if (verdict.kind === 'linearizable') return { kind: 'decided', violations: [] };
  const stuck = verdict.stuckAt.map((index) => describe(history[index])).join('\n  ');
  const found = `${id} (cap ${cap}): no order explains its ${calls.length} calls; ${verdict.longest} fit, then none of\n  ${stuck}`;
  return { kind: 'decided', violations: [found] };
}

/** A void returns the show after it. That is a second answer, read at some moment before the call ends. */
function inParts(call: Call<ModelRequest, Reply>): Call<ModelRequest, Reply>[] {
  const { request, startedAt, answered } = call;
  if (!takesBack(request) || answered?.answer.taken === undefined) return [call];
  const { at, answer } = answered;
  const show: Call<ModelRequest, Reply> = {
    request: { kind: 'read' },
    startedAt,
    answered: { at, answer: { outcome: 'read', flags: '', taken: answer.taken } },
  };
  return [{ request, startedAt, answered: { at, answer: { ...answer, taken: undefined } } }, show];
}

function takesBack({ kind }: ModelRequest): boolean {
  return kind === 'void' || kind === 'release';
}

function describe(call: Call<ModelRequest, Reply> | undefined): string {
  if (call === undefined) return '';
  const answer = call.answered && `${call.answered.answer.outcome} ${call.answered.answer.flags}`.slice(0, 2_000);
  return `${JSON.stringify(call.request)} → ${answer ?? 'no answer'}, taken ${call.answered?.answer.taken ?? '–'}`;
}

/** Returns responses to one id that differ although nothing happened to it: its flags and its time must stay. */
export function findChangedResponses(received: ReadonlyMap<string, readonly Received[]>): string[] {
  return [...received].flatMap(([id, answers]) => {
    const counted = answers.filter(({ reply }) => reply.outcome.endsWith('counted'));
    const times = new Set(counted.map(({ recorded }) => recorded));
    const firsts = counted.filter(({ reply }) => reply.outcome.startsWith('201'));
    const voids = new Set(answers.flatMap(({ reply, recorded }) => (reply.outcome.endsWith('voided') ? recorded : [])));
    return [
      ...(times.size > 1 ? [`${id}: counted as ${[...times].join(' and as ')}`] : []),
      ...(firsts.length > 1 ? [`${id}: was counted ${firsts.length} times`] : []),
      ...(voids.size > 1 ? [`${id}: voided at ${[...voids].join(' and at ')}`] : []),
    ];
  });
}

/** Returns acknowledged usages that no client voided and that are not in the registry exactly once. */
export function missing(
  calls: readonly Call<ModelRequest, Reply>[],
  { rows }: EndRows,
): { kept: number; lost: string[] } {
  const takenBack = new Set(calls.flatMap(({ request }) => (takesBack(request) ? idsOf(request) : [])));
  const counted = calls.flatMap(({ request, answered }) =>
    answered?.answer.outcome.endsWith('counted') ? usagesOf(request) : [],
  );
  const ids = [...new Set(counted)].filter((id) => !takenBack.has(id));
  const isThere = (id: string) => ['counted', 'redeemed'].includes(rows.get(id)?.state ?? '');
  return { kept: ids.filter(isThere).length, lost: ids.filter((id) => !isThere(id)).map((id) => `${id}: was lost`) };
}
