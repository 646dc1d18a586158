/** The moves of a group visit. Pure. */
import { show } from './answer.ts';
import { isSameCard } from './same-card.ts';
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
} from './states.ts';

/** Returns a group of one card. Its minors start at those reserved, or 0: the clients may have cards of their own. */
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

/** Returns how many of the reserved minors may come now; `undefined` without a reservation. */
export function reservedMinors(decision: Part['decision']): number | undefined {
  if (decision.outcome !== 'admissible' || decision.redeems === null) return undefined;
  return Math.min(decision.earlier?.minors ?? 0, decision.minors.max);
}

/** Returns how many minors have tickets by the card; `undefined` without tickets. */
function ticketMinors(decision: Part['decision']): number | undefined {
  return decision.outcome === 'has-ticket' ? decision.minors.max : undefined;
}

/** Starts the check of another card of the group. */
export function join(state: Gathering, { text, origin }: EventAt<'read'>): Step {
  const { parts } = state;
  const known = parts.findIndex(({ decision }) => isSameCard(text, decision.code));
  const part = parts[known];
  if (part === undefined) {
    const turn = state.turn + 1;
    // A group visit took place at one time: that of its first card.
    const first = parts[0]?.decision;
    const takenAt = first !== undefined && 'late' in first ? first.late?.takenAt : undefined;
    return {
      state: { ...state, at: 'joining', turn, origin, said: undefined },
      effects: [{ type: 'check', turn, text, takenAt }],
      taken: true,
    };
  }
  if (origin === 'camera' && known === parts.length - 1) return stay(state);
  return stay({ ...state, said: { outcome: 'twice', code: part.decision.code } });
}

/** Adds the checked card to the group, or shows why it may not join. */
export function joined(state: Joining, { decision }: EventAt<'checked'>): Step {
  const of = 'card';
  const code = decision.code === undefined ? {} : { code: decision.code };
  if (decision.outcome === 'refused') {
    const said: Said = { outcome: 'refused', of, ...code, refusal: decision.refusal };
    // The client's visit is recorded already, so it is not recorded again; but a worker may join the client.
    const inside = decision.refusal.reason === 'already-recorded' && decision.code?.holder === 'customer';
    return back({ ...state, inside: state.inside || inside }, said);
  }
  if (decision.outcome === 'undecided')
    return back(state, { outcome: 'undecided', of, ...code, cause: decision.cause });
  // `join` compared the text that was read. The code found in it may be a card of the group.
  const known = state.parts.find((part) => part.decision.code.text === decision.code.text);
  if (known !== undefined) return back(state, { outcome: 'twice', code: decision.code });
  const part: Part = { decision, minors: ticketMinors(decision) ?? reservedMinors(decision) ?? 0, coming: true };
  const { origin, ...group } = state;
  const typed = origin === 'typed' ? decision.code : undefined;
  return stay({ ...group, at: 'gathering', parts: [...state.parts, part], unrecorded: undefined, typed });
}

/** Shows that the card could not be checked. */
export function notJoined(state: Joining, { cause }: EventAt<'failed'>): Step {
  return back(state, { outcome: 'undecided', of: 'card', cause });
}

/** Drops the card that is being checked. */
export function backToGroup(state: Joining): Step {
  return back(state, undefined);
}

/** Sets how many minors come with one card. */
export function countPart(state: Gathering, { minors, part = state.parts.length - 1 }: EventAt<'count'>): Step {
  const decision = state.parts[part]?.decision;
  if (decision === undefined || !mayBring(decision, minors)) return stay(state);
  return changePart(state, part, { minors });
}

/** True if the card allows this number of minors. With a ticket, exactly those it is for. */
function mayBring(decision: Part['decision'], minors: number): boolean {
  const min = ticketMinors(decision) ?? 0;
  return Number.isInteger(minors) && minors >= min && minors <= decision.minors.max;
}

/** Sets whether one card comes. */
export function comes(state: Gathering, { part, coming }: EventAt<'come'>): Step {
  return state.choosing && state.parts[part] !== undefined ? changePart(state, part, { coming }) : stay(state);
}

/** Sets who comes, for every card. */
export function choose(state: Gathering, { choices }: EventAt<'choose'>): Step {
  const parts = state.parts.map((part, at) => ({ ...part, ...choices[at] }));
  const allowed = parts.every(({ minors, decision }) => mayBring(decision, minors));
  return allowed ? stay({ ...state, parts, choosing: true, said: undefined }) : stay(state);
}

/** Sets whether the large group was agreed on. */
export function agree(state: Gathering, { agreed }: EventAt<'agree'>): Step {
  return stay({ ...state, agreed, said: undefined });
}

/** Sets whether the client whom a worker joins is inside already. */
export function inside(state: Gathering, { inside }: EventAt<'inside'>): Step {
  return stay({ ...state, inside, said: undefined });
}

/** Removes one card. Without its last card, the group ends. */
export function removePart(state: Gathering, { part = state.parts.length - 1 }: EventAt<'remove'>): Step {
  const parts = state.parts.filter((_, at) => at !== part);
  if (parts.length === 0) return stay({ at: 'scanning', turn: state.turn });
  return stay({ ...state, parts, said: undefined, typed: undefined });
}

/** Records the cards that come as one visit. */
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

/** Shows the verdict; after a refusal, keeps the group and shows why. */
export function groupAnswered(state: Admitting, { verdict }: EventAt<'recorded'>): Step {
  const { outcome } = verdict;
  if (outcome === 'refused') return back(state, { outcome, of: 'group', refusal: verdict.refusal });
  if (outcome === 'undecided') return back(state, { ...verdict, of: 'group' });
  const { turn, parts } = state;
  const codes = parts.flatMap(({ coming, decision }) => (coming ? decision.code : []));
  return show({ turn, text: '', unrecorded: undefined, codes, repairs: [], next: undefined }, verdict);
}

/** Keeps the group, and shows that it could not be recorded. */
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
