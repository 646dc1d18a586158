import {
  ChangedDeviceAnswer,
  DeviceAnswer,
  DeviceChange,
  DeviceId,
  DevicesAnswer,
  HandOverAnswer,
  HandOverRequest,
  LetInAnswer,
  RevokeDeviceRequest,
  RevokedDeviceAnswer,
} from '@kaiku/client/contract';
import type { RegistryContext } from '../http/context.ts';
import { EmptyRequest, operation } from '../http/operation.ts';
import { problem } from '../http/problems.ts';
import type { ChangedDevice } from '../store/devices/change-device.ts';

export const deviceOperations = [
  operation({
    method: 'get',
    path: '/v1/device',
    id: 'readDevice',
    summary: 'Read which venue the device of the token belongs to, and its name, state, shows and role',
    answers: { 200: { description: 'The venue and the device', schema: DeviceAnswer } },
    handle: (c) => {
      const { id, name, state, shows, venueId, venueName, role } = c.var.device;
      const venue = { id: venueId, name: venueName };
      return c.json({ venue, device: { id, name, role, state, shows }, serverTime: c.var.serverTime() });
    },
  }),
  operation({
    method: 'get',
    path: '/v1/devices',
    id: 'listDevices',
    summary: 'List the devices of the venue, what each has not sent, and how old the list of cards is',
    answers: { 200: { description: 'By name', schema: DevicesAnswer } },
    handle: async (c) => {
      const devices = await c.var.store.devices(c.var.device.venueId);
      const { listedOn, cards } = await c.var.store.cardList();
      const cardList = listedOn === null ? null : { listedOn, cards };
      return c.json({ devices: [...devices], cardList, serverTime: c.var.serverTime() });
    },
  }),
  operation({
    method: 'patch',
    path: '/v1/devices/{deviceId}',
    id: 'changeDevice',
    summary: 'Rename a device, give it some shows only, freeze it, or let it in again',
    parameters: { deviceId: DeviceId },
    request: DeviceChange,
    answers: { 200: { description: 'The device after the change', schema: ChangedDeviceAnswer } },
    problems: [404],
    log: ({ deviceId, body }) => ({ subject: deviceId, details: body }),
    handle: async (c, { deviceId, body }) =>
      toChanged(c, await c.var.store.changeDevice(c.var.device.venueId, deviceId, body)),
  }),
  operation({
    method: 'post',
    path: '/v1/devices/{deviceId}/revoke',
    id: 'revokeDevice',
    summary:
      'Revoke a device permanently: once this is answered, nothing is recorded from it, and its leased tickets are free',
    parameters: { deviceId: DeviceId },
    request: RevokeDeviceRequest,
    answers: { 200: { description: 'The revoked device, and the tickets it had leased', schema: RevokedDeviceAnswer } },
    problems: [404],
    log: ({ deviceId, body }) => ({ subject: deviceId, details: body }),
    handle: async (c, { deviceId, body: { lost = false } }) => {
      const revoked = await c.var.store.revoke(deviceId, { venueId: c.var.device.venueId, lost });
      return revoked === undefined ? noSuchDevice(c) : c.json({ ...revoked, serverTime: c.var.serverTime() });
    },
  }),
  operation({
    method: 'post',
    path: '/v1/devices/{deviceId}/let-in',
    id: 'letDeviceIn',
    summary: 'Let a device in that unknown codes slow down: it waits no longer',
    parameters: { deviceId: DeviceId },
    request: EmptyRequest,
    answers: { 200: { description: 'Its unknown codes are forgotten', schema: LetInAnswer } },
    problems: [404],
    log: ({ deviceId }) => ({ subject: deviceId }),
    handle: async (c, { deviceId }) => {
      const isKnown = await c.var.store.letIn(deviceId, c.var.device.venueId);
      return isKnown ? c.json({ deviceId, serverTime: c.var.serverTime() }) : noSuchDevice(c);
    },
  }),
  operation({
    method: 'post',
    path: '/v1/devices/{deviceId}/hand-over',
    id: 'handOverJournals',
    summary: 'Hand the journals and open leases of a device over to another device of the venue',
    parameters: { deviceId: DeviceId },
    request: HandOverRequest,
    answers: { 200: { description: 'The number of journals', schema: HandOverAnswer } },
    problems: [404],
    log: ({ deviceId, body }) => ({ subject: deviceId, details: body }),
    handle: async (c, { deviceId, body }) => {
      const journals = await c.var.store.handOver(c.var.device.venueId, deviceId, body.to);
      return journals === undefined ? noSuchDevice(c) : c.json({ journals, serverTime: c.var.serverTime() });
    },
  }),
];

function toChanged(c: RegistryContext, device: ChangedDevice | undefined): Response {
  return device === undefined ? noSuchDevice(c) : c.json({ device, serverTime: c.var.serverTime() });
}

/** The response for a device that does not exist or is another venue's: the same for both. */
export function noSuchDevice(c: RegistryContext): Response {
  return problem(c, 'registry/not-found', { detail: 'This venue has no such device.' });
}
