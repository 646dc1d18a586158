/** The message about the device whose token a request has. */
import * as z from 'zod/mini';
import { ShowId, serverTime } from './fields.ts';

/** GET /v1/device: the venue that the device records for. */
export const DeviceAnswer = z.object({
  venue: z.object({ id: ShowId, name: z.string() }),
  serverTime,
});

/** See the schema. */
export type DeviceAnswer = z.infer<typeof DeviceAnswer>;
