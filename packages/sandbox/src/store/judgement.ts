import {
  type AdmissionQuestion,
  capRemaining,
  decideAdmission,
  type Party,
  parseCardCode,
  type Refusal,
  type RefusalReason,
  rules,
  ticketsOf,
} from '@kaiku/client/admission';

/** What the rules say of a usage. */
export interface Judgement {
  /** What an ask is told; `undefined` where nothing is against it. */
  readonly refusal: Refusal | undefined;
  /** All that is against it, in order of precedence: what a fact is flagged with. */
  readonly against: readonly RefusalReason[];
}

/** Judges a party by the rules of `@kaiku/client/admission`, and goes on past the first no. Pure and total. */
export function judge(question: Omit<AdmissionQuestion, 'code'> & { readonly text: string }, party: Party): Judgement {
  const { text, ...facts } = question;
  const parsed = parseCardCode(text);
  const beyondCap: readonly RefusalReason[] = isBeyondCap(facts.show, party) ? ['cap-reached'] : [];
  if (parsed.kind !== 'card') {
    return { refusal: { reason: 'not-a-card', rule: rules['not-a-card'] }, against: ['not-a-card', ...beyondCap] };
  }
  const asked: AdmissionQuestion = { ...facts, code: parsed.code };
  const admission = decideAdmission(asked, party);
  if (admission.outcome === 'admissible') return { refusal: undefined, against: [] };
  return { refusal: admission.refusal, against: [...reasonsBesidesCap(asked, party), ...beyondCap] };
}

function isBeyondCap(show: AdmissionQuestion['show'], party: Party): boolean {
  const remaining = capRemaining(show);
  return remaining !== null && ticketsOf(party) > remaining;
}

function reasonsBesidesCap(asked: AdmissionQuestion, party: Party): RefusalReason[] {
  const reasons: RefusalReason[] = [];
  let question: AdmissionQuestion | undefined = { ...asked, show: { ...asked.show, cap: null } };
  while (question !== undefined) {
    const admission = decideAdmission(question, party);
    if (admission.outcome === 'admissible') break;
    reasons.push(admission.refusal.reason);
    question = without(admission.refusal.reason, question, party);
  }
  return reasons;
}

/** The question as it would stand if a reason did not apply; `undefined` where no other can come after it. */
function without(reason: RefusalReason, question: AdmissionQuestion, party: Party): AdmissionQuestion | undefined {
  const { card, show } = question;
  // Nothing can be said about an unregistered card's validity or children: only what its prefix says is left.
  const registered = card.registered ? card : { status: 'active', validUntilOn: '9999-12-31', minors: party.minors };
  switch (reason) {
    case 'card-unregistered':
    case 'card-barred':
    case 'card-in-transfer':
    case 'card-inactive':
      return { ...question, card: { ...registered, registered: true, status: 'active' } };
    case 'card-expired':
      return { ...question, card: { ...registered, registered: true, status: 'active', validUntilOn: '9999-12-31' } };
    case 'community-card-course':
      return { ...question, show: { ...show, kind: 'performance' } };
    case 'already-recorded':
      return { ...question, earlier: null };
    case 'not-a-card':
    case 'old-card':
    case 'community-card-alone':
    case 'course-without-children':
    case 'too-many-minors':
    case 'cap-reached':
      return undefined;
    default:
      return reason satisfies never;
  }
}
