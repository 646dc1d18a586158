import type { CameraState, SourceState } from '@kaiku/capture';
import type { ReaderAdvice } from '@kaiku/capture/doctor';
import type { DeskState, Plan, UsageHow } from '@kaiku/client';
import type { EnrolmentState } from '../enrolment/enrolment.ts';
import type { FailureCause, FlowState } from '../flow/flow.ts';
import type { DeviceShown } from './device-page.ts';
import type { LeasesShown } from './lease-list.ts';
import type { ReservationsShown } from './reservation-list.ts';
import type { ShiftShown } from './shift.ts';
import type { ShowsShown } from './show-list.ts';
import type { CodeNotice } from './sources.ts';
import type { TypedShown } from './typed-field.ts';

/** What the screen shows of a session. */
export interface SessionState {
  readonly flow: FlowState;
  readonly enrolment: EnrolmentState;
  readonly desk: DeskState | undefined;
  /** The registry rejects this device. This is not an outage: nothing may be recorded. */
  readonly lockedOut: boolean;
  /** Why there is no desk. */
  readonly failure: FailureCause | undefined;
  /** What visits are recorded as; `undefined` without a desk. */
  readonly recordsAs: UsageHow | undefined;
  readonly ways: WaysIn;
  /** Why a code seen a moment ago was not read. */
  readonly notice: CodeNotice | undefined;
  /** Another element of the page has the camera and the reader. */
  readonly elsewhere: boolean;
  /** Whether the group on the screen may be recorded; `undefined` without a group, or if no card of it comes. */
  readonly plan: Plan | undefined;
  /** How the reader should be set. */
  readonly advice: ReaderAdvice | undefined;
  readonly device: DeviceShown;
  readonly shift: ShiftShown;
  readonly leases: LeasesShown;
  readonly reservations: ReservationsShown;
  readonly shows: ShowsShown;
  readonly typed: TypedShown;
  /** How long the answer on the screen stays, in milliseconds; 0: until the clerk dismisses it. */
  readonly lingersForMs: number;
}

/** The states of the input methods; `undefined` for a source that is not wanted or not open. */
export interface WaysIn {
  readonly camera: SourceState | undefined;
  /** The state of the lens, if the camera reports it. */
  readonly lens: CameraState | undefined;
  readonly wedge: SourceState | undefined;
  readonly typed: boolean;
}
