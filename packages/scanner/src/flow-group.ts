/** The cells of the flow's table for a group visit: see the head of flow.ts. Pure, like all of it. */
import { show } from './flow-answer.ts';
import {
  type Admitting,
  type AskedDecision,
  type Checking,
  type EventAt,
  type Gathering,
  type Joining,
  type Part,
  type Said,
  type Step,
  stay,
} from './flow-states.ts';
import { isSameCard } from './same-card.ts';

/** A group of one card so far. Nobody is counted whom nobody has named: the clients may all have cards of their own. */
export function gather({ turn, unrecorded, origin }: ShownFirst, decision: AskedDecision): Gathering {
  const first = { decision, minors: reservedMinors(decision) ?? 0, coming: true };
  const typed = origin === 'typed' ? decision.code : undefined;
  const parts = [first];
  return {
    at: 'gathering',
    turn,
    parts,
    agreed: false,
    inside: false,
    choosing: false,
    unrecorded,
    said: undefined,
    typed,
  };
}

type ShownFirst = Pick<Checking, 'turn' | 'unrecorded' | 'origin'>;

/** The minors a card has reserved, as far as they may come now; `undefined` where it has no reservation. */
export function reservedMinors(decision: Part['decision']): number | undefined {
  if (decision.outcome !== 'admissible' || decision.redeems === null) return undefined;
  return Math.min(decision.earlier?.minors ?? 0, decision.minors.max);
}

/** The minors a card has tickets for; `undefined` where it has none. */
function ticketMinors(decision: Part['decision']): number | undefined {
  return decision.outcome === 'has-ticket' ? decision.minors.max : undefined;
}

export function join(state: Gathering, { text, origin }: EventAt<'read'>): Step {
  const { parts } = state;
  const known = parts.findIndex(({ decision }) => isSameCard(text, decision.code));
  const part = parts[known];
  if (part === undefined) {
    const turn = state.turn + 1;
    // People who come together came at one moment: that of the first card.
    const first = parts[0]?.decision;
    const takenAt = first !== undefined && 'late' in first ? first.late?.takenAt : undefined;
    return {
      state: { ...state, at: 'joining', turn, origin, said: undefined },
      effects: [{ type: 'check', turn, text, takenAt }],
    };
  }
  if (origin === 'camera' && known === parts.length - 1) return stay(state);
  return stay({ ...state, said: { outcome: 'twice', code: part.decision.code } });
}

export function joined(state: Joining, { decision }: EventAt<'checked'>): Step {
  const of = 'card';
  const code = decision.code === undefined ? {} : { code: decision.code };
  if (decision.outcome === 'refused') {
    const said: Said = { outcome: 'refused', of, ...code, refusal: decision.refusal };
    // A client whose visit is recorded already is not recorded again, but a worker may join them.
    const inside = decision.refusal.reason === 'already-recorded' && decision.code?.holder === 'customer';
    return back({ ...state, inside: state.inside || inside }, said);
  }
  if (decision.outcome === 'undecided')
    return back(state, { outcome: 'undecided', of, ...code, cause: decision.cause });
  // The text may have said less than the code it came to.
  const known = state.parts.find((part) => part.decision.code.text === decision.code.text);
  if (known !== undefined) return back(state, { outcome: 'twice', code: decision.code });
  const part: Part = { decision, minors: ticketMinors(decision) ?? reservedMinors(decision) ?? 0, coming: true };
  const { origin, ...group } = state;
  const typed = origin === 'typed' ? decision.code : undefined;
  return stay({ ...group, at: 'gathering', parts: [...state.parts, part], unrecorded: undefined, typed });
}

/** A card that could not be checked. */
export function notJoined(state: Joining, { cause }: EventAt<'failed'>): Step {
  return back(state, { outcome: 'undecided', of: 'card', cause });
}

export function backToGroup(state: Joining): Step {
  return back(state, undefined);
}

export function countPart(state: Gathering, { minors, part = state.parts.length - 1 }: EventAt<'count'>): Step {
  const decision = state.parts[part]?.decision;
  if (decision === undefined || !mayBring(decision, minors)) return stay(state);
  return changePart(state, part, { minors });
}

/** Of a card that has a ticket, those it is for come. */
function mayBring(decision: Part['decision'], minors: number): boolean {
  const min = ticketMinors(decision) ?? 0;
  return Number.isInteger(minors) && minors >= min && minors <= decision.minors.max;
}

export function comes(state: Gathering, { part, coming }: EventAt<'come'>): Step {
  return state.choosing && state.parts[part] !== undefined ? changePart(state, part, { coming }) : stay(state);
}

export function choose(state: Gathering, { choices }: EventAt<'choose'>): Step {
  const parts = state.parts.map((part, at) => ({ ...part, ...choices[at] }));
  const allowed = parts.every(({ minors, decision }) => mayBring(decision, minors));
  return allowed ? stay({ ...state, parts, choosing: true, said: undefined }) : stay(state);
}

export function agree(state: Gathering, { agreed }: EventAt<'agree'>): Step {
  return stay({ ...state, agreed, said: undefined });
}

export function inside(state: Gathering, { inside }: EventAt<'inside'>): Step {
  return stay({ ...state, inside, said: undefined });
}

export function removePart(state: Gathering, { part = state.parts.length - 1 }: EventAt<'remove'>): Step {
  const parts = state.parts.filter((_, at) => at !== part);
  if (parts.length === 0) return stay({ at: 'scanning', turn: state.turn });
  return stay({ ...state, parts, said: undefined, typed: undefined });
}

export function admit(state: Gathering): Step {
  const parts = state.parts.flatMap(({ coming, decision, minors }) => (coming ? { decision, minors } : []));
  if (parts.length === 0) return stay(state);
  const turn = state.turn + 1;
  const { agreed, inside } = state;
  return {
    state: { ...state, at: 'admitting', turn, said: undefined },
    effects: [{ type: 'admit', turn, parts, agreed, ...(inside && { company: 'client-inside' }) }],
  };
}

export function groupAnswered(state: Admitting, { verdict }: EventAt<'recorded'>): Step {
  const { outcome } = verdict;
  if (outcome === 'refused') return back(state, { outcome, of: 'group', refusal: verdict.refusal });
  if (outcome === 'undecided') return back(state, { ...verdict, of: 'group' });
  const { turn, parts } = state;
  const codes = parts.flatMap(({ coming, decision }) => (coming ? decision.code : []));
  return show({ turn, text: '', unrecorded: undefined, codes, repairs: [], next: undefined }, verdict);
}

/** A group that could not be recorded. */
export function notAdmitted(state: Admitting, { cause }: EventAt<'failed'>): Step {
  return back(state, { outcome: 'undecided', of: 'group', cause });
}

function back(state: Joining | Admitting, said: Said | undefined): Step {
  const { turn, parts, agreed, inside, choosing, unrecorded, typed } = state;
  return stay({ at: 'gathering', turn, parts, agreed, inside, choosing, unrecorded, said, typed });
}

function changePart(state: Gathering, at: number, change: Partial<Pick<Part, 'minors' | 'coming'>>): Step {
  const parts = state.parts.map((part, place) => (place === at ? { ...part, ...change } : part));
  return stay({ ...state, parts, said: undefined });
}
