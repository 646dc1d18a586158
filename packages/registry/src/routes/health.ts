import { HealthAnswer } from '@kaiku/client/contract';
import { operation } from '../http/operation.ts';

export const healthOperations = [
  operation({
    method: 'get',
    path: '/v1/health',
    id: 'health',
    summary: 'Whether the registry and its database work',
    answers: { 200: { description: 'Both work', schema: HealthAnswer } },
    handle: async (c) => {
      await c.var.store.ready();
      return c.json({ status: 'ok', serverTime: c.var.serverTime() });
    },
  }),
];
