/**
 * The registry's promise for one show, one call after another: the row automaton of docs/protocol.md with the two rules by
 * which calls interact, the cap and one adult per card. Written independently of the registry, which is checked against it.
 * Every card is active and allows as many children as are requested; groups are agreed.
 *
 * It has no leases, although clients take some: the cap is soft, so leased tickets change no response. No request is
 * refused for them, and no report exceeds the cap because of them (docs/protocol.md, I9′).
 */

import type { SequentialModel } from './linearizability-history.ts';
import { isHopeless, isRevealed, type Known } from './linearizability-known.ts';
import { type How, idsOf, type Mode, type ModelRequest, type Reply, type Use } from './linearizability-requests.ts';
import { describeRows, emptyShow, noRow, put, type Row, type ShowState, ticketsOf } from './linearizability-rows.ts';

type Step = { readonly state: ShowState; readonly answer: Reply };

/** A show with nothing taken. */
export function createShowModel(cap: number, known?: Known): SequentialModel<ShowState, ModelRequest, Reply> {
  return {
    initial: emptyShow(cap),
    apply,
    agrees: (expected, seen) =>
      expected.outcome === seen.outcome && expected.flags === seen.flags && expected.taken === seen.taken,
    fingerprint: ({ print }) => print,
    names: idsOf,
    quiet: (before, after) =>
      before.taken === after.taken && before.open[0] === after.open[0] && before.open[1] === after.open[1],
    hopeless: (state, ask, answered) => known !== undefined && isHopeless(known, state, { ask, answered }),
    eager: (after, ask) => known !== undefined && isRevealed(known, after, ask),
    distance: (expected, seen) =>
      (expected.outcome === seen.outcome ? 0 : 100) + Math.abs((expected.taken ?? 0) - (seen.taken ?? 0)),
  };
}

function apply(state: ShowState, ask: ModelRequest): Step {
  switch (ask.kind) {
    case 'record':
      return record(state, { ...ask, facts: JSON.stringify([ask.how, ask.uses]) });
    case 'void':
      return voidVisit(state, ask.id);
    case 'redeem':
      return redeem(state, ask);
    case 'release':
      return release(state, ask.id);
    case 'read':
      return answer(state, 'read');
    case 'rows':
      return { state, answer: { outcome: describeRows(state.rows), flags: '', taken: state.taken } };
    default:
      return ask satisfies never;
  }
}

interface Visit {
  readonly mode: Mode;
  readonly id: string;
  /** Returns the data that two requests with one id must share. */
  readonly facts: string;
  readonly how: How;
  readonly uses: readonly Use[];
}

function record(state: ShowState, visit: Visit): Step {
  const replayed = replay(state, visit);
  if (replayed !== undefined) return replayed;
  return visit.uses.some(({ id }) => state.rows.has(id)) ? nothing(state, '422') : recordNew(state, visit);
}

/** Returns the response for an existing visit; `undefined` for a report of a refused request. */
function replay(state: ShowState, { mode, id, facts, uses }: Omit<Visit, 'how'>): Step | undefined {
  const known = state.rows.get(id);
  if (known === undefined) return undefined;
  if (known.state === 'voided') return answer(state, '200 voided');
  if (known.facts !== facts) return nothing(state, '422');
  if (known.state === 'refused') return mode === 'request' ? answer(state, `409 ${known.refusal}`) : undefined;
  const flags = uses.flatMap((use) => state.rows.get(use.id)?.flags ?? []);
  return answer(state, '200 counted', flags);
}

/** Usages of one visit, counted all or none. */
function recordNew(state: ShowState, { mode, id, facts, how, uses }: Visit): Step {
  const met = uses.map((use) => ({ use, ...meet(state, use.card, how) }));
  const more = met.reduce((sum, { use, redeems }) => sum + 1 + use.minors - ticketsOf(redeems?.row), 0);
  const beyond = more > Math.max(0, state.cap - state.taken) ? ['cap-reached'] : [];
  const refusal = met.some(({ twice }) => twice) ? 'already-recorded' : beyond[0];
  const row = { ...noRow, facts, visit: id };
  if (mode === 'request' && refusal !== undefined) {
    return answer(put(state, id, { ...row, state: 'refused', refusal }), `409 ${refusal}`);
  }
  let after = put(state, id, { ...row, state: 'counted' });
  const flags = met.map(({ twice }) => [...(twice ? ['already-recorded'] : []), ...beyond]);
  met.forEach(({ use, redeems }, place) => {
    if (redeems !== undefined) after = put(after, redeems.id, { ...redeems.row, state: 'redeemed' });
    const { card, minors } = use;
    const counted = { use: { card, minors, how }, redeems: redeems?.id, flags: flags[place] ?? [] };
    after = put(after, use.id, { ...row, ...counted, state: 'counted' });
  });
  return answer(after, '201 counted', flags.flat());
}

/** Returns what a usage finds of its card: a reservation to redeem, or a usage that makes it a repetition. */
function meet({ rows }: ShowState, card: string, how: How) {
  let redeems: { readonly id: string; readonly row: Row } | undefined;
  for (const [id, row] of rows) {
    if (row.state !== 'counted' || row.use?.card !== card) continue;
    // A usage that gave tickets out comes before a reservation.
    if (row.use.how !== 'reserved' || how === 'reserved') return { twice: true, redeems: undefined };
    redeems ??= { id, row };
  }
  return { twice: false, redeems };
}

function redeem(state: ShowState, ask: Extract<ModelRequest, { kind: 'redeem' }>): Step {
  const { mode, id, usageId, reservation, minors, how } = ask;
  const reserved = state.rows.get(reservation);
  if (reserved?.use?.how !== 'reserved') return nothing(state, '404');
  const { card, minors: leased } = reserved.use;
  // Without a number, it has as many minors as were recorded before.
  const facts = JSON.stringify([reservation, usageId, how]);
  const before = state.rows.get(id)?.facts;
  const isBefore = minors === undefined && before?.startsWith(facts) === true;
  const uses = [{ id: usageId, card, minors: minors ?? leased }];
  const visit = { mode, id, facts: isBefore ? before : `${facts} ${minors ?? leased}`, how, uses };
  // Released or voided: its data is deleted.
  if (reserved.state === 'voided') return replay(state, visit) ?? nothing(state, '404');
  return record(state, visit);
}

function release(state: ShowState, id: string): Step {
  const known = state.rows.get(id);
  if (known?.use?.how !== 'reserved') return nothing(state, '404');
  if (known.state === 'redeemed') return nothing(state, '409 already-recorded');
  if (known.state === 'voided') return nothing(state, '200 voided');
  const after = makeVoid(state, [id]);
  const stands = [...after.rows.values()].some(
    (row) => row.visit === known.visit && row.use !== undefined && row.state !== 'voided',
  );
  return nothing(stands || known.visit === undefined ? after : makeVoid(after, [known.visit]), '200 voided');
}

function voidVisit(state: ShowState, id: string): Step {
  if (state.rows.get(id)?.state === 'voided') return nothing(state, '200 voided');
  const its = [...state.rows].flatMap(([usage, row]) => (row.visit === id && row.state !== 'voided' ? [usage] : []));
  return nothing(makeVoid(state, [...new Set([id, ...its])]), '200 voided');
}

/** Voids rows. A reservation that one of them had redeemed counts again, for at most as many as came. */
function makeVoid(state: ShowState, ids: readonly string[]): ShowState {
  return ids.reduce((before, id) => {
    const known = before.rows.get(id);
    // A voided row keeps that it was a reservation, but not whose, nor for how many.
    const use = known?.use && { ...known.use, card: '', minors: 0 };
    const gone = put(before, id, { ...noRow, use, visit: known?.visit, state: 'voided' });
    const reserved = known?.redeems === undefined ? undefined : before.rows.get(known.redeems);
    if (known?.redeems === undefined || reserved?.state !== 'redeemed' || reserved.use === undefined) return gone;
    const minors = Math.min(reserved.use.minors, known.use?.minors ?? 0);
    return put(gone, known.redeems, { ...reserved, state: 'counted', use: { ...reserved.use, minors } });
  }, state);
}

function answer(state: ShowState, outcome: string, flags: readonly string[] = []): Step {
  return { state, answer: { outcome, flags: flags.join(' '), taken: state.taken } };
}

/** A response without the show. */
function nothing(state: ShowState, outcome: string): Step {
  return { state, answer: { outcome, flags: '', taken: undefined } };
}
