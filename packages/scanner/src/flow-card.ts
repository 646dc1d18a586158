/** The cells of the flow's table for one card: see the head of flow.ts. Pure, like all of it. */
import { show } from './flow-answer.ts';
import { gather, reservedMinors } from './flow-group.ts';
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
} from './flow-states.ts';
import { isSameCard } from './same-card.ts';

export function check(state: FlowState, { text, origin, takenAt }: ShownCard, unrecorded?: CardText): Step {
  const turn = state.turn + 1;
  return {
    state: { at: 'checking', turn, text, origin, unrecorded },
    effects: [{ type: 'check', turn, text, takenAt }],
  };
}

export function replace(state: Asking, event: EventAt<'read'>): Step {
  if (!isSameCard(event.text, state.decision.code)) return check(state, event, state.decision.code);
  // The same card from the paper form is another visit.
  return event.takenAt === undefined ? stay(state) : check(state, event);
}

/** Another card than the one that is being checked, of which nobody has been asked yet. */
export function replaceCheck(state: Checking, event: EventAt<'read'>): Step {
  const same = isSameCard(event.text, state) || isSameCard(state.text, event);
  return same ? stay(state) : check(state, event, { text: state.text });
}

/** Another card than the one that is being recorded: the newest waits its turn. The same one again is the card still there. */
export function queue(state: Recording, { text, origin, takenAt }: EventAt<'read'>): Step {
  if (isSameCard(text, state.decision.code)) return stay(state);
  return state.next !== undefined && isSameCard(text, state.next)
    ? stay(state)
    : stay({ ...state, next: { text, origin, takenAt } });
}

export function next(state: Showing, event: EventAt<'read'>): Step {
  const still = event.origin === 'camera' && [state, ...state.codes].some((card) => isSameCard(event.text, card));
  if (still) return stay(state);
  const waits = state.next !== undefined && !isSameCard(event.text, state.next) ? state.next : undefined;
  return check(state, event, waits);
}

export function decided(state: Checking, { decision, auto = false }: EventAt<'checked'>): Step {
  const { turn, text, unrecorded } = state;
  const { code, repairs } = decision;
  const about = { turn, text, unrecorded, codes: code === undefined ? [] : [code], repairs, next: undefined };
  if (decision.outcome === 'refused') return show(about, { outcome: 'refused', refusal: decision.refusal });
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

/** The registry says yes, nobody else may come, nothing is unusual, and no finger can have slipped. */
function asksNothing({ decision, origin }: Asking): boolean {
  if (decision.outcome !== 'admissible' || decision.warnings !== undefined) return false;
  return decision.minors.max === 0 && origin !== 'typed';
}

export function count(state: Asking, { minors }: EventAt<'count'>): Step {
  const { min, max } = state.decision.minors;
  return Number.isInteger(minors) && minors >= min && minors <= max ? stay({ ...state, minors }) : stay(state);
}

export function startGroup(asking: Asking): Step {
  const { decision, minors } = asking;
  const group = gather(asking, decision);
  return stay({ ...group, parts: group.parts.map((part) => ({ ...part, minors })) });
}

export function confirm(state: Asking): Step {
  const turn = state.turn + 1;
  const { decision, minors } = state;
  return {
    state: { ...state, at: 'recording', turn, next: undefined },
    effects: [{ type: 'admit', turn, parts: [{ decision, minors }], agreed: false }],
  };
}

export function answered({ turn, text, decision, next }: Recording, { verdict }: EventAt<'recorded'>): Step {
  const { code, repairs } = decision;
  return show({ turn, text, unrecorded: undefined, codes: [code], repairs, next }, verdict);
}

export function undecided(state: Checking | Recording, { cause }: EventAt<'failed'>): Step {
  const { turn, text, unrecorded } = state;
  const [codes, next] = state.at === 'recording' ? [[state.decision.code], state.next] : [[], undefined];
  return show({ turn, text, unrecorded, codes, repairs: [], next }, { outcome: 'undecided', cause });
}
