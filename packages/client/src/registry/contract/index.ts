/**
 * The messages between a device and the registry, as schemas. The registry builds its routes and its OpenAPI document from
 * them; `http.ts` parses answers with them. Field names are those of our types, so parsed messages need no conversion.
 * Requests are strict: the registry rejects unknown fields. Answers are not, because a newer registry may add fields.
 */

export { undoReasons } from '../../usage/answer.ts';
export { metadataKey } from '../../usage/reference.ts';
export { isPrintable } from '../wire-text.ts';
export { AttentionAnswer, AttentionItem, AttentionSettledAnswer } from './attention.ts';
export {
  ChangedDeviceAnswer,
  DeviceAnswer,
  DeviceChange,
  DeviceFacts,
  DeviceId,
  DeviceName,
  DeviceState,
  DevicesAnswer,
  EnrolAnswer,
  EnrolmentAnswer,
  EnrolmentRequest,
  EnrolRequest,
  enrolmentAlphabet,
  HandOverAnswer,
  HandOverRequest,
  LetInAnswer,
  OwnDevice,
  RevokeDeviceRequest,
  RevokedDeviceAnswer,
  Role,
  TokenAnswer,
} from './device.ts';
export { parseEnrolmentCode, toEnrolmentText } from './enrolment-code.ts';
export { EveningAnswer } from './evening.ts';
export { CardText, Company, How, Input, Instant, Minors, Origin, Seq, ShowId, Tickets, UsageId } from './fields.ts';
export { FoundVisit, FoundVisitAnswer, VisitsAnswer } from './found-visit.ts';
export { HealthAnswer } from './health.ts';
export { LogAnswer, LogEntry } from './log.ts';
export { Card, Earlier, LookupAnswer, LookupRequest } from './lookup.ts';
export {
  InvitationAnswer,
  InvitationRequest,
  PasskeyAnswer,
  PasskeyCode,
  PasskeyOptionsRequest,
  PasskeyRequest,
  PasskeysAnswer,
  PeopleAnswer,
  PersonFacts,
  PersonRemovedAnswer,
  passkeyCodeAlphabet,
  passkeyCodeLength,
  RecoveryCodeAnswer,
  SessionAnswer,
  SessionRequest,
  SignedInPerson,
  SignOutAnswer,
  toPasskeyCodeText,
  WebAuthnOptionsAnswer,
} from './person.ts';
export { Problem, ProblemCode } from './problem.ts';
export { RefusalBody } from './refusal.ts';
export { RedeemRequest, ReleaseAnswer, ReleaseRequest, Reservation, ReservationsAnswer } from './reservation.ts';
export { ReturnedAnswer, SettleAnswer, SettleRequest } from './returned.ts';
export { type Access, mayDo, type OperationId, rights, voidRights } from './rights.ts';
export { Run, RunConfirmedAnswer, RunFile, RunNumber, RunRequest, RunsAnswer } from './runs.ts';
export { SealedCode, SealingKey, SealingKeyAnswer, sealingInfo, UsageCard } from './sealing-key.ts';
export { CancelRequest, Show, ShowAnswer, ShowChange, ShowDeletedAnswer, ShowRequest, ShowsAnswer } from './show.ts';
export { CapsAnswer, StatisticsAnswer } from './statistics.ts';
export { AcceptAnswer, ToReviewAnswer } from './to-review.ts';
export { Flag, Metadata, Reference, unseen, VisitAnswer, VisitRequest, visitFields } from './visit.ts';
export { Reductions, VoidReason, VoidRequest } from './void.ts';
