import { SealingKeyAnswer } from '@kaiku/client/contract';
import { operation } from '../http/operation.ts';

export const sealingKeyOperations = [
  operation({
    method: 'get',
    path: '/v1/sealing-key',
    id: 'readSealingKey',
    summary: 'The public key to which devices seal the card codes that they store',
    answers: {
      200: { description: 'The newest key. Codes sealed to earlier ones are accepted too', schema: SealingKeyAnswer },
    },
    handle: (c) => c.json({ sealingKey: c.var.store.sealing.offered, serverTime: c.var.serverTime() }),
  }),
];
