export { type CardCode, parseCardCode } from '../card/card-code.ts';
export { maskCardCode, maskCardCodes } from '../card/mask.ts';
export { toShortReference } from '../card/short-reference.ts';
export { capRemaining, redeemed, ticketsOf } from './cap.ts';
export { type CapTooLow, checkCap, type LowestCap, lowestCapAllowed } from './cap-policy.ts';
export { agreedAbove } from './community-card.ts';
export { helsinkiDay } from './day.ts';
export {
  type Admission,
  decideAdmission,
  decideUnseen,
  refusalsOf,
  type UnseenQuestion,
} from './decide.ts';
export { capPolicyEdition } from './edition.ts';
export type {
  AdmissionQuestion,
  CardFacts,
  CardStatus,
  Company,
  Day,
  EarlierUsage,
  Instant,
  MinorsAllowed,
  Party,
  ShowAdmission,
  ShowFacts,
  ShowKind,
  UsageHow,
  UsageInput,
  VisitMember,
  VisitQuestion,
} from './facts.ts';
export { usageInputs } from './facts.ts';
export { helsinkiTime, helsinkiTimeMs } from './helsinki-clock.ts';
export { mayLimitRedemption } from './opening-times.ts';
export type { Refusal } from './refusal.ts';
export { type Edition, type Flag, flagOrder, type RefusalReason, type Rule, refusalOrder, rules } from './rules.ts';
export { admissionOf } from './show-admission.ts';
export { overAfterMs, type ShowWarning, showWarnings } from './show-days.ts';
export { isDateUnsure } from './taken-at.ts';
export { decideVisit, type VisitAdmission, type VisitRefusal, visitRefusals } from './visit.ts';
