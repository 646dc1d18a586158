/**
 * What the responses and the end reveal about the calls before. It prunes the search where it cannot succeed. It is not
 * needed for a correct result, but without it a history of 200 calls would take hours.
 */

import type { Call } from './linearizability-history.ts';
import { idsOf, keyOf, type ModelRequest, type Reply, usagesOf } from './linearizability-requests.ts';
import type { KeptRow, Row, ShowState } from './linearizability-rows.ts';

/** Facts about a complete history that prune the search. */
export interface Known {
  /** Rows at the end, by id. */
  readonly end: ReadonlyMap<string, KeptRow>;
  /** What any response has revealed of an id. */
  readonly revealed: ReadonlyMap<string, Revealed>;
}

export interface Revealed {
  /** It was counted by this very call. `asAsk`: which could have been refused. */
  readonly counted: boolean;
  readonly admitted: boolean;
  readonly asAsk: boolean;
  /** Why it was refused. */
  readonly refusals: ReadonlySet<string>;
  /** The refused requests, as texts. Others under the same id have different data. */
  readonly refused: ReadonlySet<string>;
}

/** Returns the facts of a history, with the rows of the database at the end. */
export function knownOf(calls: readonly Call<ModelRequest, Reply>[], end: Known['end']): Known {
  return { end, revealed: revealedBy(calls) };
}

function revealedBy(calls: readonly Call<ModelRequest, Reply>[]): ReadonlyMap<string, Revealed> {
  const revealed = new Map<
    string,
    { counted: boolean; admitted: boolean; asAsk: boolean; refusals: Set<string>; refused: Set<string> }
  >();
  for (const { request, answered } of calls) {
    const id = keyOf(request);
    if (id === undefined || answered === undefined || !('mode' in request)) continue;
    const { outcome } = answered.answer;
    const one = revealed.get(id) ?? {
      counted: false,
      admitted: false,
      asAsk: false,
      refusals: new Set<string>(),
      refused: new Set<string>(),
    };
    revealed.set(id, one);
    if (outcome.startsWith('409 ')) {
      one.refusals.add(outcome.slice(4));
      one.refused.add(JSON.stringify(request));
    }
    one.counted ||= outcome.endsWith('counted');
    one.admitted ||= outcome === '201 counted';
    one.asAsk ||= outcome === '201 counted' && request.mode === 'request';
  }
  return revealed;
}

/** Returns whether the end is unreachable from the state after a request. */
export function isHopeless(
  known: Known,
  state: ShowState,
  { ask, answered }: { readonly ask: ModelRequest; readonly answered: boolean },
): boolean {
  if (isMissed(state, ask, known)) return true;
  return idsOf(ask).some((id) =>
    cannotEndSo(id, { row: state.rows.get(id), known, countsUnheard: !answered && id === keyOf(ask) }),
  );
}

/**
 * Returns whether the state after a request is a refusal that its own response, or a later one, reveals. No call in
 * between could have observed the difference, so it may as well have happened at once.
 */
export function isRevealed({ revealed }: Known, after: ShowState, ask: ModelRequest): boolean {
  const id = keyOf(ask) ?? '';
  const row = after.rows.get(id);
  const answers = revealed.get(id);
  if (row?.state !== 'refused' || answers === undefined) return false;
  return answers.refusals.has(row.refusal) && answers.refused.has(JSON.stringify(ask));
}

/** Rows are never deleted, voided rows stay voided, counted rows keep their flags, refused rows keep their reason. */
function cannotEndSo(
  id: string,
  {
    row,
    known,
    countsUnheard,
  }: { readonly row: Row | undefined; readonly known: Known; readonly countsUnheard: boolean },
): boolean {
  if (row === undefined) return false;
  const last = known.end.get(id);
  const revealed = known.revealed.get(id);
  if (last === undefined) return true;
  switch (row.state) {
    case 'refused':
      return (
        revealed !== undefined && ((revealed.admitted && revealed.asAsk) || isOther(row.refusal, revealed.refusals))
      );
    case 'voided':
      // Stored as an unseen void, so it was never counted or refused.
      return (
        last.state !== 'voided' || (row.use === undefined && row.visit === undefined && revealed?.counted === true)
      );
    case 'counted':
    case 'redeemed':
      if (countsUnheard && revealed?.admitted) return true;
      return last.state !== 'voided' && (last.state === 'refused' || row.flags.join(' ') !== last.flags.join(' '));
    default:
      return row.state satisfies never;
  }
}

/** A visit that was voided before it was counted, although its usages are in the registry. */
function isMissed({ rows }: ShowState, ask: ModelRequest, { end }: Known): boolean {
  if (rows.get(keyOf(ask) ?? '')?.state !== 'voided') return false;
  return usagesOf(ask).some((id) => !rows.has(id) && end.has(id));
}

function isOther(refusal: string, revealed: ReadonlySet<string>): boolean {
  return revealed.size > 0 && !revealed.has(refusal);
}
