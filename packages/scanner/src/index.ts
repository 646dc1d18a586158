export type {
  KaikuAnnulledDetail,
  KaikuAttentionDetail,
  KaikuDecisionDetail,
  KaikuErrorDetail,
  KaikuReadingDetail,
  KaikuScannerEventMap,
  KaikuVerdictDetail,
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
} from './flow.ts';
export type { Amounts, Lang, Locale, Message } from './locales/locale.ts';
export { localeFor, locales } from './locales/locales.ts';
export { type Place, placesOf } from './locales/places.ts';
export { attentionText, failureText, flagsText, refusalText, warningText } from './locales/texts.ts';
export { type After, KaikuScanner, type Token } from './scanner.component.ts';
