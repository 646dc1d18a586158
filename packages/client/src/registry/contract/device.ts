/** The messages about the devices of a venue, and what they may do. */
import * as z from 'zod/mini';
import { wireText } from '../wire-text.ts';
import { Day, Instant, ShowId, serverTime, Tickets } from './fields.ts';

/**
 * The role of a device or a person, which decides what it may do. `door`: looks cards up and records. `till`: also undoes,
 * and has the reservations. `broker`: a ticketing system, of a broker or of the venue itself; also fetches what leaves the
 * registry in bulk. `manager`: all that concerns the venue. `coordinator`: the figures of the region, and nothing else.
 * `auditor`: the log, and nothing else.
 */
export const Role = z.enum(['door', 'till', 'broker', 'manager', 'coordinator', 'auditor']);

/** The id of a device in a request. The operator of the registry chooses it, or the registry when it is enrolled. */
export const DeviceId = wireText({ min: 1, max: 64 });

/** The name of a device, for people. */
export const DeviceName = wireText({ min: 1, max: 64 });

/**
 * The state of a device. `frozen`: nothing is recorded from it until a manager lets it in again, and it keeps what it has
 * stored. `revoked` and `lost`: permanently; a lost device says so on its screen.
 */
export const DeviceState = z.enum(['active', 'frozen', 'revoked', 'lost']);

/** The shows that a device may record for; `null`: all that its venue may. */
export const DeviceShows = z.nullable(z.array(ShowId).check(z.maxLength(200)));

/** What a device learns about itself. */
export const OwnDevice = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  state: DeviceState,
  shows: DeviceShows,
});

/** The venue that a device belongs to. */
const OwnVenue = z.object({ id: ShowId, name: z.string() });

/** GET /v1/device: the device of the token, and the venue that it belongs to. */
export const DeviceAnswer = z.object({ venue: OwnVenue, device: z.optional(OwnDevice), serverTime });

/** A device of a venue. */
export const DeviceFacts = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  state: DeviceState,
  shows: DeviceShows,
  /** When it was enrolled by a code; `null` if it has a token of its operator's. */
  enrolledAt: z.nullable(Instant),
  /** When it last sent something from its journal, to the minute; `null`: never. */
  lastHeardAt: z.nullable(Instant),
  /** The version of the client that it last sent something with; `null`: unknown. */
  version: z.nullable(z.string()),
  /** How many entries it had not sent yet when it was last heard. It may have recorded more since. */
  waiting: z.int(),
  /** How many entries are lost, because its storage was emptied. */
  lost: z.int(),
  /** True if its storage was copied: two devices have used the same numbers. */
  cloned: z.boolean(),
  /** How many different codes of no card it has sent within a day. */
  unknownCodes: z.int(),
  /** Until then the registry looks at no card that it sends; `null` if it does not wait. */
  slowedUntil: z.nullable(Instant),
});

/** GET /v1/devices */
export const DevicesAnswer = z.object({
  devices: z.array(DeviceFacts),
  /** The list of cards by which the registry checks: its day, and the number of cards. `null`: it has none. */
  cardList: z.nullable(z.object({ listedOn: Day, cards: z.int() })),
  serverTime,
});

/** PATCH /v1/devices/{deviceId}: what is to change. */
export const DeviceChange = z.strictObject({
  name: z.optional(DeviceName),
  shows: z.optional(DeviceShows),
  /** True: nothing is recorded from it. False: it is let in again. */
  frozen: z.optional(z.boolean()),
});

/** POST /v1/devices/{deviceId}/revoke */
export const RevokeDeviceRequest = z.strictObject({
  /** The device is lost: its screen says so. */
  lost: z.optional(z.boolean()),
});

/** The answer to a change of a device. */
export const ChangedDeviceAnswer = z.object({ device: OwnDevice, serverTime });

/**
 * The answer to a revocation. Tickets that the device had leased are free at once: `released` of them. It may have given out
 * `mayAlreadyBeUsed` tickets that it has not reported, and the cap may be exceeded by these.
 */
export const RevokedDeviceAnswer = z.object({
  device: OwnDevice,
  tickets: z.object({ released: Tickets, mayAlreadyBeUsed: Tickets }),
  serverTime,
});

/** POST /v1/devices/{deviceId}/let-in */
export const LetInAnswer = z.object({ deviceId: z.string(), serverTime });

/** POST /v1/devices/{deviceId}/hand-over: the device that gets the journals. */
export const HandOverRequest = z.strictObject({ to: DeviceId });

/** The answer to a `HandOverRequest`. */
export const HandOverAnswer = z.object({ journals: z.int(), serverTime });

/** The characters of an enrolment code. None looks like another, on paper or on a screen. */
export const enrolmentAlphabet = 'ACDEFGHJKLMNPQRTVWXY34679';

/** An enrolment code: eight characters, without spaces or hyphens. */
export const EnrolmentCode = z.string().check(z.regex(new RegExp(`^[${enrolmentAlphabet}]{8}$`)));

/** POST /v1/enrolments: requests a one-time code, with which a device enrols itself. */
export const EnrolmentRequest = z.strictObject({
  /**
   * A device that gets another key, and stays the same device with its journals. It is let in again if it was frozen or
   * revoked, and what follows does not apply. Default: a new device.
   */
  deviceId: z.optional(DeviceId),
  /** Default: the device names itself. */
  name: z.optional(DeviceName),
  /** Default: `till`. A coordinator is of no house. */
  role: z.optional(z.enum(['door', 'till', 'broker', 'manager', 'auditor'])),
  /** Default: `null`. */
  shows: z.optional(DeviceShows),
});

/** The answer to an `EnrolmentRequest`. */
export const EnrolmentAnswer = z.object({ code: EnrolmentCode, expiresAt: Instant, serverTime });

/** POST /v1/enrol, with a proof of the new key in the header `DPoP`. */
export const EnrolRequest = z.strictObject({
  code: EnrolmentCode,
  /** Used if the enrolment has none. */
  name: z.optional(DeviceName),
});

/** An access token, for the key that has asked for it alone. */
const accessToken = { accessToken: z.string(), expiresInS: z.int() };

/** The answer to an `EnrolRequest`. */
export const EnrolAnswer = z.object({ venue: OwnVenue, device: OwnDevice, ...accessToken, serverTime });

/** POST /v1/token, with a proof of the key in the header `DPoP`: another access token. */
export const TokenAnswer = z.object({ device: OwnDevice, ...accessToken, serverTime });

/** See the schema. */
export type DeviceAnswer = z.infer<typeof DeviceAnswer>;
/** See the schema. */
export type Role = z.infer<typeof Role>;
/** See the schema. */
export type DeviceFacts = z.infer<typeof DeviceFacts>;
/** See the schema. */
export type DeviceState = z.infer<typeof DeviceState>;
/** See the schema. */
export type OwnDevice = z.infer<typeof OwnDevice>;
/** See the schema. */
export type DeviceChange = z.infer<typeof DeviceChange>;
/** See the schema. */
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;
/** See the schema. */
export type TokenAnswer = z.infer<typeof TokenAnswer>;
