export { helsinkiTime, helsinkiTimeMs } from './admission/helsinki-clock.ts';
export type * from './admission/index.ts';
export { wrongWithTakenAt } from './admission/taken-at.ts';
export { type CardCode, type ParsedCard, parseCardCode, type Repair } from './card/card-code.ts';
export { cardGrammar } from './card/grammar.ts';
export { maskCardCode } from './card/mask.ts';
export { groupCardCode, likelyCardCode } from './card/typed-code.ts';
export type {
  AdmitOptions,
  CallOptions,
  CheckOptions,
  FindOptions,
  ReconcileOptions,
  VoidOptions,
} from './desk/call-options.ts';
export {
  compareTickets,
  type Pair,
  type Reconciliation,
  type RecordedVisit,
  type SoldTicket,
} from './desk/compare-tickets.ts';
export type { History, HistoryItem } from './desk/history.ts';
export type { Desk, DeskOptions, DeskReservations, Device, DeviceOptions, Released, ShowOptions } from './desk/port.ts';
export { recordedVisitsOf } from './desk/reconcile.ts';
export { createDesk } from './desk.ts';
export type { DeskListener, DeskState, ReviewItem } from './desk-state.ts';
export { createDevice } from './device.ts';
export type { ClockReading, Environment } from './environment.ts';
export { isKaikuError, isLockOut, KaikuError, type KaikuErrorCode } from './errors.ts';
export type { Locks } from './locks.ts';
export type { ClockError } from './offline/clock.ts';
export { askToPersist, type DeviceHealth } from './offline/health.ts';
export type { OfflinePolicy } from './offline/policy.ts';
export type { LeaseTickets } from './offline/tickets-to-lease.ts';
export type { DeviceWarning, WaitingElsewhere } from './offline/watch.ts';
export type { TokenSource } from './registry/bearer.ts';
export { type OwnDevice, parseEnrolmentCode } from './registry/contract/index.ts';
export {
  type AuthorisingHeaders,
  createDeviceKey,
  type DeviceKey,
  type DeviceKeyOptions,
  type EnrolledDevice,
  type EnrolOptions,
  type RequestToSign,
} from './registry/device-key.ts';
export { createHttpRegistry, type HttpRegistryOptions, type TimeHeard } from './registry/http.ts';
export type {
  FoundUsage,
  FoundVisit,
  ListedVisit,
  LookUp,
  OfflineRegistry,
  Redemption,
  Registry,
  ReleaseAnswer,
  ReservationRegistry,
} from './registry/registry.ts';
export type { Adopted, Entry, KeptEntry, NewEntry, Notice, Resent, ReviewReason, Stage } from './storage/entry.ts';
export { idbStorage } from './storage/idb-storage.ts';
export type { Capacity, CapacityChange, CapacitySource, Lease } from './storage/lease.ts';
export { memoryStorage } from './storage/memory-storage.ts';
export type { JournalIdentity, Loss, OutboxStorage } from './storage/storage.ts';
export type { RecordAnswer, RecordMode, UndoReason, VoidReason } from './usage/answer.ts';
export type {
  Batch,
  DeliveredBatch,
  DeliveredEntry,
  DeviceLease,
  OutgoingEntry,
  RegistryLease,
  Sent,
} from './usage/delivery.ts';
export { usageIdOf, visitIdOf } from './usage/reference.ts';
export type { Reservation } from './usage/reservation.ts';
export { type Reduction, reduced, type Usage, type Visit, type VisitToVoid } from './usage/visit.ts';
export type {
  Acknowledgement,
  Decision,
  DecisionWarning,
  Found,
  HeldTicket,
  LateEntry,
  OpenDecision,
  Plan,
  ProvisionalBy,
  RecordedHereWarning,
  RecordedUsage,
  Verdict,
  VisitPart,
  VoidResult,
} from './verdict.ts';
