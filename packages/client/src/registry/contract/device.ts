/** The messages about the devices of a venue, and what they may do. */
import * as z from 'zod/mini';
import { wireText } from '../wire-text.ts';
import { Instant, ShowId, serverTime } from './fields.ts';

/**
 * The role of a device or a person, which decides what it may do. `door`: looks cards up and records. `till`: also undoes,
 * and has the reservations. `broker`: a ticketing system, of a broker or of the venue itself; also fetches what leaves the
 * registry in bulk. `manager`: all that concerns the venue. `coordinator`: the figures of the region, and nothing else.
 * `auditor`: the log, and nothing else.
 */
export const Role = z.enum(['door', 'till', 'broker', 'manager', 'coordinator', 'auditor']);

/** The id of a device in a request. The operator of the registry chooses it. */
export const DeviceId = wireText({ min: 1, max: 64 });

/** GET /v1/device: the venue that the device of the token belongs to, and its role. */
export const DeviceAnswer = z.object({
  venue: z.object({ id: ShowId, name: z.string() }),
  role: z.optional(Role),
  serverTime,
});

/** A device of a venue. */
export const DeviceFacts = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  /** How many different codes of no card it has sent within a day. */
  unknownCodes: z.int(),
  /** Until then the registry looks at no card that it sends; `null` if it does not wait. */
  slowedUntil: z.nullable(Instant),
});

/** GET /v1/devices */
export const DevicesAnswer = z.object({ devices: z.array(DeviceFacts), serverTime });

/** POST /v1/devices/{deviceId}/let-in */
export const LetInAnswer = z.object({ deviceId: z.string(), serverTime });

/** POST /v1/devices/{deviceId}/hand-over: the device that gets the journals. */
export const HandOverRequest = z.strictObject({ to: DeviceId });

/** The answer to a `HandOverRequest`. */
export const HandOverAnswer = z.object({ journals: z.int(), serverTime });

/** See the schema. */
export type DeviceAnswer = z.infer<typeof DeviceAnswer>;
/** See the schema. */
export type Role = z.infer<typeof Role>;
/** See the schema. */
export type DeviceFacts = z.infer<typeof DeviceFacts>;
