export { type CardCode, parseCardCode } from '../card/card-code.ts';
export { maskCardCode } from '../card/mask.ts';
export { helsinkiDay } from './day.ts';
export { type Admission, capRemaining, decideAdmission, ticketsOf } from './decide.ts';
export type {
  AdmissionQuestion,
  CardFacts,
  CardStatus,
  Day,
  EarlierUse,
  Instant,
  MinorsAllowed,
  Party,
  ShowFacts,
  ShowKind,
  UsageHow,
} from './facts.ts';
export type { Refusal } from './refusal.ts';
export { type RefusalReason, type Rule, refusalOrder, rules } from './rules.ts';
