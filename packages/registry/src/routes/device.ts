import { DeviceAnswer } from '@kaiku/client/contract';
import type { RegistryContext } from '../http/context.ts';
import { operation } from '../http/operation.ts';

export const deviceOperations = [
  operation({
    method: 'get',
    path: '/v1/device',
    id: 'readDevice',
    summary: 'Read which venue the device of the token records for. Also for coordinators',
    access: 'device',
    answers: { 200: { description: 'The venue', schema: DeviceAnswer } },
    handle: readDevice,
  }),
];

function readDevice(c: RegistryContext): Response {
  const { venueId: id, venueName: name } = c.var.device;
  return c.json({ venue: { id, name }, serverTime: c.var.serverTime() } satisfies DeviceAnswer);
}
