/** The message about the registry itself. */
import * as z from 'zod/mini';
import { serverTime } from './fields.ts';

/** GET /v1/health */
export const HealthAnswer = z.object({ status: z.literal('ok'), serverTime });
