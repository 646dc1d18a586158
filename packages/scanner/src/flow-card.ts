/** The cells of the flow's table for one card: see the head of flow.ts. Pure, like all of it. */
import { gather, reservedMinors } from './flow-group.ts';
import {
  type Asking,
  type CardText,
  type Checking,
  type EventAt,
  type FlowState,
  type Recording,
  type Showing,
  type Shown,
  type ShownCard,
  type Step,
  stay,
  type Undo,
  type Undoing,
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
  // The same card from the paper form is another use.
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
  const shown = [state.code ?? state, ...state.company];
  const still = event.origin === 'camera' && shown.some((card) => isSameCard(event.text, card));
  if (still) return stay(state);
  const waits = state.next !== undefined && !isSameCard(event.text, state.next) ? state.next : undefined;
  return check(state, event, waits);
}

export function decided(state: Checking, { decision, auto = false }: EventAt<'checked'>): Step {
  const { turn, text, origin, unrecorded } = state;
  const card = { turn, text, origin, unrecorded };
  if (decision.outcome === 'refused' || (decision.outcome === 'undecided' && !decision.mayRecord)) {
    const { code, repairs } = decision;
    const shown: Shown =
      decision.outcome === 'refused'
        ? { outcome: 'refused', refusal: decision.refusal }
        : { outcome: 'undecided', cause: decision.cause };
    return {
      state: { at: 'showing', ...card, code, company: [], repairs, shown, undo: { status: 'none' }, next: undefined },
      effects: [],
    };
  }
  if (decision.outcome === 'has-ticket') {
    const { code, repairs, outcome, ticket } = decision;
    const shown = { outcome, ticket };
    return {
      state: { at: 'showing', ...card, code, company: [], repairs, shown, undo: { status: 'none' }, next: undefined },
      effects: [{ type: 'linger', turn, brief: false }],
    };
  }
  if (decision.code.holder === 'community') return stay(gather(state, decision));
  const asking: Asking = {
    at: 'asking',
    ...card,
    decision,
    minors: reservedMinors(decision) ?? decision.minors.least,
  };
  return auto && asksNothing(asking) ? confirm(asking) : stay(asking);
}

/** The register says yes, nobody else may come, nothing is unusual, and no finger can have slipped. */
function asksNothing({ decision, origin }: Asking): boolean {
  if (decision.outcome !== 'admissible' || decision.warnings !== undefined) return false;
  return decision.minors.most === 0 && origin !== 'typed';
}

export function count(state: Asking, { minors }: EventAt<'count'>): Step {
  const { least, most } = state.decision.minors;
  return Number.isInteger(minors) && minors >= least && minors <= most ? stay({ ...state, minors }) : stay(state);
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
    effects: [{ type: 'admit', turn, decision, party: { minors } }],
  };
}

export function recorded({ turn, text, origin, decision, next }: Recording, { verdict }: EventAt<'recorded'>): Step {
  const kept = verdict.outcome === 'confirmed' || verdict.outcome === 'provisional';
  const { code, repairs } = decision;
  const undo: Undo = { status: kept ? 'offered' : 'none' };
  return {
    state: {
      at: 'showing',
      turn,
      text,
      origin,
      unrecorded: undefined,
      code,
      company: [],
      repairs,
      shown: verdict,
      undo,
      next,
    },
    effects: wentWell(verdict) ? [{ type: 'linger', turn, brief: next !== undefined }] : [],
  };
}

/** Whoever comes is in: a no, or no answer, stays until somebody has read it. */
function wentWell({ outcome }: Shown): boolean {
  return outcome === 'confirmed' || outcome === 'provisional' || outcome === 'has-ticket';
}

export function undecided(state: Checking | Recording, { cause }: EventAt<'failed'>): Step {
  const { turn, text, origin, unrecorded } = state;
  const code = state.at === 'recording' ? state.decision.code : undefined;
  const shown: Shown = { outcome: 'undecided', cause };
  return stay({
    at: 'showing',
    turn,
    text,
    origin,
    unrecorded,
    code,
    company: [],
    repairs: [],
    shown,
    undo: { status: 'none' },
    next: state.at === 'recording' ? state.next : undefined,
  });
}

export function undo(state: Showing): Step {
  const { undo: standing, shown, ...result } = state;
  if (standing.status !== 'offered' && standing.status !== 'failed') return stay(state);
  if (shown.outcome !== 'confirmed' && shown.outcome !== 'provisional') return stay(state);
  const turn = state.turn + 1;
  const unit =
    'visitId' in shown
      ? ({ kind: 'visit', unitId: shown.visitId } as const)
      : ({ kind: 'usage', unitId: shown.usageId } as const);
  return { state: { ...result, shown, at: 'undoing', turn }, effects: [{ type: 'annul', turn, ...unit }] };
}

export function annulled(state: Undoing, { annulment }: EventAt<'annulled'>): Step {
  return {
    state: { ...state, at: 'showing', undo: { status: annulment.outcome } },
    effects: [{ type: 'linger', turn: state.turn, brief: state.next !== undefined }],
  };
}

export function undoFailed(state: Undoing, { cause }: EventAt<'failed'>): Step {
  return stay({ ...state, at: 'showing', undo: { status: 'failed', cause } });
}
