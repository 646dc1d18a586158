export type {
  KaikuAnnulledDetail,
  KaikuDecisionDetail,
  KaikuErrorDetail,
  KaikuReadingDetail,
  KaikuScannerEventMap,
  KaikuVerdictDetail,
} from './events.ts';
export {
  type AskedDecision,
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
export type { Lang, Locale, Message } from './locales/locale.ts';
export { localeFor, locales } from './locales/locales.ts';
export { attentionText, failureText, refusalText } from './locales/texts.ts';
export { type After, KaikuScanner, type Token } from './scanner.component.ts';
