import { AttentionAnswer, AttentionSettledAnswer, UsageId } from '@kaiku/client/contract';
import { EmptyRequest, operation } from '../http/operation.ts';
import { problem } from '../http/problems.ts';

export const attentionOperations = [
  operation({
    method: 'get',
    path: '/v1/attention',
    id: 'listAttention',
    summary: 'List what a person has to see to, of all devices: visits that break a rule, and what was rejected',
    answers: { 200: { description: 'What no person has settled, oldest first', schema: AttentionAnswer } },
    handle: async (c) => {
      const list = await c.var.store.attention.list(c.var.device.venueId);
      return c.json({ ...list, serverTime: c.var.serverTime() } satisfies AttentionAnswer);
    },
  }),
  operation({
    method: 'post',
    path: '/v1/attention/{visitId}/settle',
    id: 'settleAttention',
    summary: 'Settle what a person has seen to: it is not listed any longer, and the visit stays as it is',
    parameters: { visitId: UsageId },
    request: EmptyRequest,
    answers: { 200: { description: 'It is settled', schema: AttentionSettledAnswer } },
    problems: [404],
    log: ({ visitId }) => ({ subject: visitId }),
    handle: async (c, { visitId: id }) => {
      const { store, device, serverTime } = c.var;
      if (await store.attention.settle(device, id)) return c.json({ id, serverTime: serverTime() });
      return problem(c, 'registry/not-found', { detail: 'The list has no visit with this id.' });
    },
  }),
];
