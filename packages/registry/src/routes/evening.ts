import { EveningAnswer, ShowId } from '@kaiku/client/contract';
import * as z from 'zod/mini';
import { operation } from '../http/operation.ts';
import { noSuchShow } from '../http/problems.ts';
import { QueryDay } from './query-day.ts';

export const eveningOperations = [
  operation({
    method: 'get',
    path: '/v1/shows/{showId}/evening',
    id: 'readEvening',
    summary: 'What was given for a show, in an outage or not, undone, and handed over to Kaikukanta',
    parameters: { showId: ShowId },
    query: { day: z.optional(QueryDay) },
    answers: {
      200: {
        description: 'The cards; of a show that admits per day, those of the day. Default: today',
        schema: EveningAnswer,
      },
    },
    problems: [404],
    handle: async (c, { showId, day }) => {
      const evening = await c.var.store.evening(c.var.device, showId, day);
      if (evening === undefined) return noSuchShow(c);
      return c.json({ ...evening, serverTime: c.var.serverTime() } satisfies EveningAnswer);
    },
  }),
];
