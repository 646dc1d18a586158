/** The moves of one card. Pure. */
import { show } from './answer.ts';
import { gather, reservedMinors } from './group.ts';
import { isSameCard } from './same-card.ts';
import {
  type Asking,
  type CardText,
  type Checking,
  type EventAt,
  type FlowState,
  type Recording,
  type Showing,
  type ShownCard,
  type Step,
  stay,
} from './states.ts';

/** Starts the check of a card. `unrecorded`: the card that it replaces. */
export function check(state: FlowState, { text, origin, takenAt }: ShownCard, unrecorded?: CardText): Step {
  const turn = state.turn + 1;
  return {
    state: { at: 'checking', turn, text, origin, unrecorded },
    effects: [{ type: 'check', turn, text, takenAt }],
    taken: true,
  };
}

/** Replaces the question about a card by another card. */
export function replace(state: Asking, event: EventAt<'read'>): Step {
  if (!isSameCard(event.text, state.decision.code)) return check(state, event, state.decision.code);
  // The same card with a time from the paper form is another visit.
  return event.takenAt === undefined ? stay(state) : check(state, event);
}

/** Replaces the card that is being checked by another card. */
export function replaceCheck(state: Checking, event: EventAt<'read'>): Step {
  const isSame = isSameCard(event.text, state) || isSameCard(state.text, event);
  return isSame ? stay(state) : check(state, event, { text: state.text });
}

/** Keeps another card as the next one while a visit is recorded. The newest card wins. */
export function queue(state: Recording, { text, origin, takenAt }: EventAt<'read'>): Step {
  if (isSameCard(text, state.decision.code)) return stay(state);
  if (state.next !== undefined && isSameCard(text, state.next)) return stay(state);
  return { ...stay({ ...state, next: { text, origin, takenAt } }), taken: true };
}

/** Ends an answer with another card. */
export function next(state: Showing, event: EventAt<'read'>): Step {
  const isStillInView =
    event.origin === 'camera' && [state, ...state.codes].some((card) => isSameCard(event.text, card));
  if (isStillInView) return stay(state);
  const replaced = state.next !== undefined && !isSameCard(event.text, state.next) ? state.next : undefined;
  return check(state, event, replaced);
}

/** Shows the decision about a card, or asks the clerk. */
export function decided(state: Checking, { decision, auto = false }: EventAt<'checked'>): Step {
  const { turn, text, unrecorded } = state;
  const { code, repairs } = decision;
  const about = { turn, text, unrecorded, codes: code === undefined ? [] : [code], repairs, next: undefined };
  if (decision.outcome === 'refused') {
    const { refusal, listedOn } = decision;
    return show(about, { outcome: 'refused', refusal, ...(listedOn !== undefined && { listedOn }) });
  }
  if (decision.outcome === 'undecided') return show(about, { outcome: 'undecided', cause: decision.cause });
  if (decision.outcome === 'has-ticket') {
    const { outcome, ticket, earlier } = decision;
    return show(about, { outcome, cards: 1, people: 1 + earlier.minors, ticket });
  }
  if (decision.code.holder === 'community') return stay(gather(state, decision));
  const minors = reservedMinors(decision) ?? decision.minors.min;
  const asking: Asking = { ...state, at: 'asking', decision, minors };
  return auto && asksNothing(asking) ? confirm(asking) : stay(asking);
}

/** True if the registry admits the card, no one else may come along, there is no warning, and the code was not typed. */
function asksNothing({ decision, origin }: Asking): boolean {
  if (decision.outcome !== 'admissible' || decision.warnings !== undefined) return false;
  return decision.minors.max === 0 && origin !== 'typed';
}

/** Sets how many minors come. */
export function count(state: Asking, { minors }: EventAt<'count'>): Step {
  const { min, max } = state.decision.minors;
  return Number.isInteger(minors) && minors >= min && minors <= max ? stay({ ...state, minors }) : stay(state);
}

/** Makes the card on the screen the first card of a group. */
export function startGroup(asking: Asking): Step {
  const { decision, minors } = asking;
  const group = gather(asking, decision);
  return stay({ ...group, parts: group.parts.map((part) => ({ ...part, minors })) });
}

/** Records the visit. */
export function confirm(state: Asking): Step {
  const turn = state.turn + 1;
  const { decision, minors } = state;
  return {
    state: { ...state, at: 'recording', turn, next: undefined },
    effects: [{ type: 'admit', turn, parts: [{ decision, minors }], agreed: false }],
  };
}

/** Shows the verdict. */
export function answered({ turn, text, decision, next }: Recording, { verdict }: EventAt<'recorded'>): Step {
  const { code, repairs } = decision;
  return show({ turn, text, unrecorded: undefined, codes: [code], repairs, next }, verdict);
}

/** Shows that the check or the recording failed. */
export function undecided(state: Checking | Recording, { cause }: EventAt<'failed'>): Step {
  const { turn, text, unrecorded } = state;
  const [codes, next] = state.at === 'recording' ? [[state.decision.code], state.next] : [[], undefined];
  return show({ turn, text, unrecorded, codes, repairs: [], next }, { outcome: 'undecided', cause });
}
