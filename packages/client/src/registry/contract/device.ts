/** The messages about the devices of a venue, and what they may do. */
import * as z from 'zod/mini';
import { wireText } from '../wire-text.ts';
import { Instant, ShowId, serverTime } from './fields.ts';

/**
 * What a device may do. `record`: visits at the door, and what its screen needs. `manage`: shows, and the visits and leases
 * of other devices. `export`: what leaves the registry in bulk. `administer`: which device has which journal.
 */
export const Scope = z.enum(['record', 'manage', 'export', 'administer']);

/** The id of a device in a request. The operator of the registry chooses it. */
export const DeviceId = wireText({ min: 1, max: 64 });

/** GET /v1/device: the venue that the device of the token records for, and what it may do. */
export const DeviceAnswer = z.object({
  venue: z.object({ id: ShowId, name: z.string() }),
  scopes: z.optional(z.array(Scope)),
  serverTime,
});

/** A device of a venue. */
export const DeviceFacts = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(Scope),
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
export type Scope = z.infer<typeof Scope>;
/** See the schema. */
export type DeviceFacts = z.infer<typeof DeviceFacts>;
