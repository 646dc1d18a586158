import {
  EnrolAnswer,
  EnrolmentAnswer,
  EnrolmentRequest,
  EnrolRequest,
  type OwnDevice,
  TokenAnswer,
} from '@kaiku/client/contract';
import { unauthorised } from '../http/authenticate.ts';
import type { RegistryContext } from '../http/context.ts';
import { EmptyRequest, operation } from '../http/operation.ts';
import { problem, stoppedDevice } from '../http/problems.ts';
import { type Admitted, accessTokenForMs } from '../store/devices/enrol.ts';
import { noSuchDevice } from './devices.ts';

export const enrolmentOperations = [
  operation({
    method: 'post',
    path: '/v1/enrolments',
    id: 'createEnrolment',
    summary: 'Request a one-time code, with which a device enrols itself within ten minutes',
    request: EnrolmentRequest,
    answers: { 201: { description: 'The code, which is shown this once', schema: EnrolmentAnswer } },
    problems: [404],
    // Without the code.
    log: ({ body }) => ({ subject: body.deviceId, details: body }),
    handle: createEnrolment,
  }),
  operation({
    method: 'post',
    path: '/v1/enrol',
    id: 'enrol',
    summary: 'Enrol a device by a code, with a proof of its new key',
    proves: 'key',
    request: EnrolRequest,
    answers: { 201: { description: 'The device, and its first access token', schema: EnrolAnswer } },
    problems: [401, 404, 429],
    handle: enrol,
  }),
  operation({
    method: 'post',
    path: '/v1/token',
    id: 'renewToken',
    summary: 'Request another access token for an enrolled device, with a proof of its key',
    proves: 'key',
    request: EmptyRequest,
    answers: { 200: { description: 'An access token for some minutes', schema: TokenAnswer } },
    problems: [401],
    handle: renewToken,
  }),
];

async function createEnrolment(c: RegistryContext, { body }: { readonly body: EnrolmentRequest }): Promise<Response> {
  const { store, device } = c.var;
  const enrolment = await store.createEnrolment(device, body);
  if (enrolment === undefined) return noSuchDevice(c);
  const { code, expiresAt } = enrolment;
  return c.json({ code, expiresAt: expiresAt.toISOString(), serverTime: c.var.serverTime() }, 201);
}

async function enrol(
  c: RegistryContext,
  { body: { code, name } }: { readonly body: { readonly code: string; readonly name?: string | undefined } },
): Promise<Response> {
  const admitted = await c.var.store.enrol(code, name, c.var.proof.thumbprint);
  if (admitted === undefined) {
    return problem(c, 'registry/unknown-code', {
      detail: 'The code is unknown, used, or older than ten minutes. Ask a manager for a new one.',
    });
  }
  const { device } = admitted;
  const { venueId: id, venueName } = device;
  await c.var.store.log.add({ venueId: id, actor: device, action: 'enrol', subject: device.id });
  return c.json({ venue: { id, name: venueName }, ...toTokenAnswer(c, admitted) }, 201);
}

async function renewToken(c: RegistryContext): Promise<Response> {
  const admitted = await c.var.store.renewToken(c.var.proof);
  if (admitted === undefined) return unauthorised(c, 'No device has this key, or the proof was used before.');
  const { state } = admitted.device;
  if (state === 'revoked' || state === 'lost') return stoppedDevice(c, state);
  return c.json(toTokenAnswer(c, admitted));
}

function toTokenAnswer(
  c: RegistryContext,
  { device: { id, name, role, state, shows }, accessToken }: Admitted,
): TokenAnswer {
  const device: OwnDevice = { id, name, role, state, shows };
  return { device, accessToken, expiresInS: accessTokenForMs / 1000, serverTime: c.var.serverTime() };
}
