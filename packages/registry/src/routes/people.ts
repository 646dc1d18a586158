import {
  DeviceId,
  InvitationAnswer,
  InvitationRequest,
  PeopleAnswer,
  PersonRemovedAnswer,
} from '@kaiku/client/contract';
import { operation } from '../http/operation.ts';
import { problem } from '../http/problems.ts';

export const peopleOperations = [
  operation({
    method: 'get',
    path: '/v1/people',
    id: 'listPeople',
    summary: 'List the people of the venue and their roles',
    answers: { 200: { description: 'By name', schema: PeopleAnswer } },
    handle: async (c) => {
      const people = await c.var.store.people.list(c.var.device.venueId);
      return c.json({ people: [...people], serverTime: c.var.serverTime() } satisfies PeopleAnswer);
    },
  }),
  operation({
    method: 'post',
    path: '/v1/people',
    id: 'invitePerson',
    summary: 'Invite a person to the venue',
    request: InvitationRequest,
    answers: {
      201: { description: 'The code with which the person makes a passkey, shown this once', schema: InvitationAnswer },
    },
    log: ({ body }) => ({ details: body }),
    handle: async (c, { body }) => {
      const { venueId, id: by } = c.var.device;
      const invited = await c.var.store.people.invite({ venueId, ...body, by });
      if (invited === undefined) throw new Error('The venue of the device is gone.');
      const { id, code, expiresAt } = invited;
      const answer = { id, code, expiresAt: expiresAt.toISOString(), serverTime: c.var.serverTime() };
      return c.json(answer satisfies InvitationAnswer, 201);
    },
  }),
  operation({
    method: 'delete',
    path: '/v1/people/{deviceId}',
    id: 'removePerson',
    summary: 'Remove another person of the venue: its sessions and passkeys end',
    parameters: { deviceId: DeviceId },
    answers: { 200: { description: 'Removed', schema: PersonRemovedAnswer } },
    problems: [404, 413],
    log: ({ deviceId }) => ({ subject: deviceId }),
    handle: async (c, { deviceId: id }) => {
      const { device, store } = c.var;
      if (id === device.id) {
        const detail = 'No one removes themselves: so the last manager stays.';
        return problem(c, 'registry/forbidden', { detail });
      }
      if (await store.people.remove(device.venueId, id)) return c.json({ id, serverTime: c.var.serverTime() });
      return problem(c, 'registry/not-found', { detail: 'This venue has no such person.' });
    },
  }),
];
