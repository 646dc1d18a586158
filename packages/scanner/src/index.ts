export type {
  KaikuAcknowledgedDetail,
  KaikuDecisionDetail,
  KaikuErrorDetail,
  KaikuReadingDetail,
  KaikuReviewDetail,
  KaikuScannerEventMap,
  KaikuShowDetail,
  KaikuStateDetail,
  KaikuVerdictDetail,
  KaikuVoidedDetail,
} from './events.ts';
export {
  type AskedDecision,
  type CardText,
  type FailureCause,
  type FlowEffect,
  type FlowEvent,
  type FlowState,
  initialFlow,
  type Origin,
  reduce,
  type Shown,
  type Step,
  takesReadings,
  type Undo,
} from './flow/flow.ts';
export type { Amounts, Dates, Lang, Locale, Message, RefusedAt } from './locales/locale.ts';
export type { LocaleStrings } from './locales/overrides.ts';
export { type Place, placesOf } from './locales/places.ts';
export { registerLocale } from './locales/registered.ts';
export {
  failureText,
  flagsText,
  type RefusalAbout,
  refusalText,
  reviewText,
  undecidedText,
  warningText,
} from './locales/texts.ts';
export { type After, KaikuScanner, type Token } from './scanner.component.ts';
