/** Which roles may do what. */
import type { Role } from './device.ts';

/** Who may do something: everyone, also without a token, or the devices and people with one of the roles. */
export type Access = 'anyone' | readonly Role[];

const everyRole = ['door', 'till', 'broker', 'manager', 'coordinator', 'auditor'] as const;
const atDoor = ['door', 'till', 'broker', 'manager'] as const;
const atTill = ['till', 'broker', 'manager'] as const;
const inBulk = ['broker', 'manager'] as const;
const byManager = ['manager'] as const;
const byAuditor = ['manager', 'auditor'] as const;

/**
 * The table of rights: the roles that may call each operation, by its id. The registry's checks, its OpenAPI document,
 * docs/security.md and the tests use no other. What a role may do is limited to what its venue may see.
 */
export const rights = {
  health: 'anyone',
  readSealingKey: 'anyone',
  preparePasskey: 'anyone',
  registerPasskey: 'anyone',
  prepareSignIn: 'anyone',
  signIn: 'anyone',
  // With a proof of a key instead of a token.
  enrol: 'anyone',
  renewToken: 'anyone',
  readDevice: everyRole,
  signOut: everyRole,
  listOwnPasskeys: everyRole,
  renewRecoveryCode: everyRole,

  listShows: atDoor,
  readShow: atDoor,
  lookUp: atDoor,
  recordVisit: atDoor,
  readVisit: atDoor,
  listOwnVisits: atDoor,
  // For a reason of the device itself, such as a request that was never answered.
  voidVisit: atDoor,
  deliver: atDoor,
  grantLease: atDoor,
  keepLease: atDoor,
  returnLease: atDoor,
  readJournal: atDoor,
  reportLost: atDoor,
  readNews: atDoor,
  watchShows: atDoor,

  listReservations: atTill,
  redeemReservation: atTill,
  releaseReservation: atTill,

  listVisits: inBulk,
  exportUsages: inBulk,
  listToReview: inBulk,
  listReturned: inBulk,
  readStatistics: ['broker', 'manager', 'coordinator'],
  readCaps: ['broker', 'manager', 'coordinator'],

  createShow: byManager,
  changeShow: byManager,
  deleteShow: byManager,
  cancelShow: byManager,
  readReconciliation: byManager,
  readEvening: byManager,
  listRuns: byManager,
  createRuns: byManager,
  fetchRun: byManager,
  confirmRun: byManager,
  revokeLease: byManager,
  listDevices: byManager,
  letDeviceIn: byManager,
  createEnrolment: byManager,
  changeDevice: byManager,
  revokeDevice: byManager,
  handOverJournals: byManager,
  acceptUsage: byManager,
  listAttention: byManager,
  settleAttention: byManager,
  settleReturned: byManager,
  listPeople: byManager,
  invitePerson: byManager,
  removePerson: byManager,

  readLog: byAuditor,
  exportLog: byAuditor,
} as const satisfies Readonly<Record<string, Access>>;

/** The id of an operation. */
export type OperationId = keyof typeof rights;

/** Who may void a visit for a reason that a clerk gives, and who one that another device recorded. */
export const voidRights = { undo: atTill, undoOthers: byManager } as const satisfies Readonly<Record<string, Access>>;

/** True if a role may do what `access` describes. */
export function mayDo(access: Access, role: Role): boolean {
  return access === 'anyone' || access.includes(role);
}
