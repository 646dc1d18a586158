/** The moves of one card. Pure. */
import { isRecorded, show } from './answer.ts';
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
  // A recording that is being corrected stays.
  const unrecorded = state.corrects === undefined ? state.decision.code : undefined;
  if (!isSameCard(event.text, state.decision.code)) return check(state, event, unrecorded);
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
  if (asking.corrects !== undefined) return stay(asking);
  const { decision, minors } = asking;
  const group = gather(asking, decision);
  return stay({ ...group, parts: group.parts.map((part) => ({ ...part, minors })) });
}

/** Records the visit. */
export function confirm(state: Asking): Step {
  const turn = state.turn + 1;
  const { decision, minors, corrects } = state;
  const part = { decision, minors };
  return {
    state: { ...state, at: 'recording', turn, next: undefined },
    effects: [
      corrects === undefined
        ? { type: 'admit', turn, parts: [part], agreed: false }
        : { type: 'correct', turn, recorded: corrects, part },
    ],
  };
}

/** Shows the verdict. */
export function answered(state: Recording, { verdict }: EventAt<'recorded'>): Step {
  const { turn, text, origin, decision, next } = state;
  const { code, repairs } = decision;
  const asked = { decision, origin };
  return show({ turn, text, unrecorded: undefined, codes: [code], repairs, asked, next }, verdict);
}

/** True if another number of minors could be recorded in place of the answer on the screen. */
export function isCorrectable({ undo, shown, asked }: Showing): boolean {
  const isOffered = undo.status === 'offered' || undo.status === 'failed';
  return isOffered && isRecorded(shown) && asked !== undefined && asked.decision.minors.max > asked.decision.minors.min;
}

/** Asks again how many minors come, to correct the recording on the screen. */
export function correct(state: Showing): Step {
  const { turn, text, shown, asked } = state;
  if (!isCorrectable(state) || !isRecorded(shown) || asked === undefined) return stay(state);
  const minors = shown.usages[0]?.minors ?? shown.people - 1;
  return stay({ at: 'asking', turn, text, ...asked, unrecorded: undefined, minors, corrects: shown });
}

/** Shows that the check or the recording failed. */
export function undecided(state: Checking | Recording, { cause }: EventAt<'failed'>): Step {
  const { turn, text, unrecorded } = state;
  const [codes, next] = state.at === 'recording' ? [[state.decision.code], state.next] : [[], undefined];
  return show({ turn, text, unrecorded, codes, repairs: [], next }, { outcome: 'undecided', cause });
}
