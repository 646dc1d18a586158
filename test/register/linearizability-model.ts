/**
 * The register's promise for one show, one call after the other: the row automaton of docs/protocol.md with the two rules
 * that calls can meet each other in, the cap and one adult per card. Written anew here and not taken from the register,
 * which is judged by it. Every card of it is active and brings as many children as are asked for; groups are agreed.
 *
 * It knows nothing of leases, though clients take some: the cap is soft, and places that somebody holds change no answer.
 * Nobody is refused for them, and no fact is beyond the cap because of them (docs/protocol.md, I9′).
 */
import { type Ask, idsOf, type Mode, type Reply, type Use } from './linearizability-asks.ts';
import { isHopeless, isTold, type Known } from './linearizability-known.ts';
import { describeRows, emptyShow, noRow, put, type Row, type ShowState, ticketsOf } from './linearizability-rows.ts';
import type { SequentialModel } from './linearizability-search.ts';

type Step = { readonly state: ShowState; readonly answer: Reply };

/** A show with nothing taken. */
export function createShowModel(cap: number, known?: Known): SequentialModel<ShowState, Ask, Reply> {
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
    eager: (after, ask) => known !== undefined && isTold(known, after, ask),
    distance: (expected, seen) =>
      (expected.outcome === seen.outcome ? 0 : 100) + Math.abs((expected.taken ?? 0) - (seen.taken ?? 0)),
  };
}

function apply(state: ShowState, ask: Ask): Step {
  switch (ask.kind) {
    case 'record':
      return record(state, ask.mode, ask.use);
    case 'annul':
      return annul(state, ask.id);
    case 'redeem':
      return redeem(state, ask);
    case 'release':
      return release(state, ask.id);
    case 'visit':
      return visit(state, ask);
    case 'annul-visit':
      return annulVisit(state, ask.id);
    case 'read':
      return answer(state, 'read');
    case 'rows':
      return { state, answer: { outcome: describeRows(state.rows), flags: '', taken: state.taken } };
    default:
      return ask satisfies never;
  }
}

function record(state: ShowState, mode: Mode, use: Use): Step {
  const facts = `${use.card} ${use.minors} ${use.how}`;
  const known = state.rows.get(use.id);
  if (known !== undefined && known.state !== 'void' && known.facts !== facts) return nothing(state, '422');
  return (known && replay(state, known, mode)) ?? recordNew(state, mode, { id: use.id, facts, uses: [use] });
}

/** What is told of a row that is there; `undefined` for a refused one that comes as a fact. */
function replay(state: ShowState, { state: is, flags, refusal }: Row, mode: Mode): Step | undefined {
  if (is === 'void') return answer(state, '200 void');
  if (is === 'refused') return mode === 'ask' ? answer(state, `409 ${refusal}`) : undefined;
  return answer(state, '200 counted', flags);
}

/** Usages that come together, or one by itself: counted all or none. */
function recordNew(
  state: ShowState,
  mode: Mode,
  { id, facts, uses }: { readonly id: string; readonly facts: string; readonly uses: readonly Use[] },
): Step {
  const inVisit = uses[0]?.id !== id;
  const met = uses.map((use) => ({ use, ...meet(state, use) }));
  const more = met.reduce((sum, { use, redeems }) => sum + 1 + use.minors - ticketsOf(redeems?.row), 0);
  const beyond = more > Math.max(0, state.cap - state.taken) ? ['cap-reached'] : [];
  const refusal = met.some(({ twice }) => twice) ? 'already-recorded' : beyond[0];
  const row = { ...noRow, facts, use: inVisit ? undefined : uses[0], visit: inVisit ? id : undefined };
  if (mode === 'ask' && refusal !== undefined) {
    return answer(put(state, id, { ...row, state: 'refused', refusal }), `409 ${refusal}`);
  }
  let after = inVisit ? put(state, id, { ...row, state: 'counted' }) : state;
  const flags = met.map(({ twice }) => [...(twice ? ['already-recorded'] : []), ...beyond]);
  met.forEach(({ use, redeems }, place) => {
    if (redeems !== undefined) after = put(after, redeems.id, { ...redeems.row, state: 'redeemed' });
    const counted = { use, redeems: redeems?.id, visit: inVisit ? id : undefined, flags: flags[place] ?? [] };
    after = put(after, use.id, { ...row, ...counted, facts: inVisit ? `of ${id}` : facts, state: 'counted' });
  });
  return answer(after, '201 counted', flags.flat());
}

/** What a use meets of its card: a reservation to redeem, or a use that makes it one too many. */
function meet({ rows }: ShowState, { card, how }: Use) {
  let redeems: { readonly id: string; readonly row: Row } | undefined;
  for (const [id, row] of rows) {
    if (row.state !== 'counted' || row.use?.card !== card) continue;
    // One that has given tickets out counts before one that only holds them.
    if (row.use.how !== 'reserved' || how === 'reserved') return { twice: true, redeems: undefined };
    redeems ??= { id, row };
  }
  return { twice: false, redeems };
}

function redeem(state: ShowState, { mode, reservation, id, minors, how }: Extract<Ask, { kind: 'redeem' }>): Step {
  const reserved = state.rows.get(reservation);
  const known = state.rows.get(id);
  if (reserved?.use?.how !== 'reserved' || reserved.state === 'refused') return nothing(state, '404');
  const { card, minors: held } = reserved.use;
  const isSame =
    known?.state === 'void' ||
    (known?.use !== undefined && known.use.how === how && (minors === undefined || known.use.minors === minors));
  if (known !== undefined && isSame && (reserved.state === 'void' || known.facts.startsWith(card))) {
    const told = replay(state, known, mode);
    if (told !== undefined) return told;
  }
  // Given up or annulled: what it held is not known any more.
  if (reserved.state === 'void') return nothing(state, '404');
  return record(state, mode, {
    id,
    card,
    minors: minors ?? (known?.state === 'refused' ? known.use?.minors : undefined) ?? held,
    how,
  });
}

function release(state: ShowState, id: string): Step {
  const known = state.rows.get(id);
  if (known?.state === 'void' && known.use === undefined) return nothing(state, '200 void');
  if (known?.use?.how !== 'reserved' || known.state === 'refused') return nothing(state, '404');
  if (known.state === 'redeemed') return nothing(state, '409 already-recorded');
  return annul(state, id);
}

function annul(state: ShowState, id: string): Step {
  return nothing(state.rows.get(id)?.state === 'void' ? state : makeVoid(state, [id]), '200 void');
}

function visit(state: ShowState, { mode, id, uses }: Extract<Ask, { kind: 'visit' }>): Step {
  const facts = JSON.stringify(uses);
  const known = state.rows.get(id);
  if (known !== undefined && known.state !== 'void' && known.facts !== facts) return nothing(state, '422');
  const flags = uses.flatMap((use) => state.rows.get(use.id)?.flags ?? []);
  const told = known && replay(state, { ...known, flags }, mode);
  if (told !== undefined) return told;
  if (uses.some((use) => state.rows.has(use.id))) return nothing(state, '422');
  return recordNew(state, mode, { id, facts, uses });
}

function annulVisit(state: ShowState, id: string): Step {
  if (state.rows.get(id)?.state === 'void') return nothing(state, '200 void');
  const its = [...state.rows].flatMap(([usage, row]) => (row.visit === id && row.state !== 'void' ? [usage] : []));
  return nothing(makeVoid(state, [...new Set([id, ...its])]), '200 void');
}

/** Rows that count no more. A reservation that one of them had redeemed stands again, for at most as many as came. */
function makeVoid(state: ShowState, ids: readonly string[]): ShowState {
  return ids.reduce((before, id) => {
    const known = before.rows.get(id);
    // That it was a reservation is kept, of whom and for how many is not.
    const use = known?.use && { ...known.use, card: '', minors: 0 };
    const gone = put(before, id, { ...noRow, use, visit: known?.visit, state: 'void' });
    const reserved = known?.redeems === undefined ? undefined : before.rows.get(known.redeems);
    if (known?.redeems === undefined || reserved?.state !== 'redeemed' || reserved.use === undefined) return gone;
    const minors = Math.min(reserved.use.minors, known.use?.minors ?? 0);
    return put(gone, known.redeems, { ...reserved, state: 'counted', use: { ...reserved.use, minors } });
  }, state);
}

function answer(state: ShowState, outcome: string, flags: readonly string[] = []): Step {
  return { state, answer: { outcome, flags: flags.join(' '), taken: state.taken } };
}

/** An answer that says nothing of the show. */
function nothing(state: ShowState, outcome: string): Step {
  return { state, answer: { outcome, flags: '', taken: undefined } };
}
