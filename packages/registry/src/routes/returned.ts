import { ReturnedAnswer, SettleAnswer, SettleRequest, UsageId } from '@kaiku/client/contract';
import { operation } from '../http/operation.ts';
import { problem } from '../http/problems.ts';

export const returnedOperations = [
  operation({
    method: 'get',
    path: '/v1/usages/returned',
    id: 'listReturned',
    summary: 'List the usages that Kaikukanta did not take, and that no person has settled',
    answers: { 200: { description: 'The usages, those handed over first first', schema: ReturnedAnswer } },
    log: () => ({}),
    handle: async (c) => {
      const { store, device, serverTime } = c.var;
      const usages = (await store.handOvers.returned(device.venueId)).map(({ number: run, returnedAt, ...usage }) => ({
        ...{ run, ...usage },
        returnedAt: returnedAt.toISOString(),
      }));
      return c.json({ usages, serverTime: serverTime() } satisfies ReturnedAnswer);
    },
  }),
  operation({
    method: 'post',
    path: '/v1/usages/{usageId}/settle',
    id: 'settleReturned',
    summary: 'Settle a usage that Kaikukanta did not take: hand it over again, or not',
    parameters: { usageId: UsageId },
    request: SettleRequest,
    answers: { 200: { description: 'It is settled', schema: SettleAnswer } },
    problems: [404],
    log: ({ usageId, body }) => ({ subject: usageId, details: body }),
    handle: async (c, { usageId, body: { how } }) => {
      const { store, device, serverTime } = c.var;
      if (!(await store.handOvers.settle(device.venueId, usageId, how)))
        return problem(c, 'registry/not-found', { detail: 'The list has no usage with this id.' });
      return c.json({ usageId, serverTime: serverTime() } satisfies SettleAnswer);
    },
  }),
];
