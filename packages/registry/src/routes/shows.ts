import {
  CancelRequest,
  LookupAnswer,
  LookupRequest,
  ShowAnswer,
  ShowChange,
  ShowDeletedAnswer,
  ShowId,
  ShowRequest,
  ShowsAnswer,
} from '@kaiku/client/contract';
import * as z from 'zod/mini';
import { isAssigned } from '../http/authenticate.ts';
import type { RegistryContext } from '../http/context.ts';
import { operation } from '../http/operation.ts';
import { invalid, noSuchShow, problem, retryAfter, slowed, stoppedDevice } from '../http/problems.ts';
import type { ArrangeResult } from '../store/shows/arrange-show.ts';
import { isWritable } from '../store/visits/taken-at.ts';
import { QueryDay } from './query-day.ts';

export const showOperations = [
  operation({
    method: 'get',
    path: '/v1/shows',
    id: 'listShows',
    summary: 'List the shows that the device may record for, by start, from today or a day on',
    query: { from: z.optional(QueryDay) },
    answers: {
      200: { description: 'The shows, at most 500. For later ones, ask from a later day', schema: ShowsAnswer },
    },
    handle: async (c, { from }) => {
      const shows = await c.var.store.shows(c.var.device.venueId, from);
      return c.json({ shows: shows.filter(({ id }) => isAssigned(c, id)), serverTime: c.var.serverTime() });
    },
  }),
  operation({
    method: 'post',
    path: '/v1/shows',
    id: 'createShow',
    summary: 'Create a show, if the policy allows its cap and its windows',
    request: ShowRequest,
    answers: {
      200: { description: 'A repetition: the show as it is now', schema: ShowAnswer },
      201: { description: 'Created', schema: ShowAnswer },
    },
    problems: [404, 422],
    log: ({ body: { id, ...details } }) => ({ subject: id, details }),
    handle: async (c, { body }) => {
      if (!isWritable(Date.parse(body.startsAt))) return startOutOfRange(c);
      return toShowResponse(c, await c.var.store.createShow(c.var.device, body));
    },
  }),
  operation({
    method: 'get',
    path: '/v1/shows/{showId}',
    id: 'readShow',
    summary: 'Read a show',
    parameters: { showId: ShowId },
    answers: { 200: { description: 'The show', schema: ShowAnswer } },
    problems: [404],
    handle: async (c, { showId }) => {
      const show = await c.var.store.show(c.var.device.venueId, showId);
      return show === undefined ? noSuchShow(c) : c.json({ show, serverTime: c.var.serverTime() });
    },
  }),
  operation({
    method: 'patch',
    path: '/v1/shows/{showId}',
    id: 'changeShow',
    summary: 'Change the given fields of a show, if the policy then allows its cap and its windows',
    parameters: { showId: ShowId },
    request: ShowChange,
    answers: { 200: { description: 'The show after the change', schema: ShowAnswer } },
    problems: [404, 422],
    log: ({ showId, body }) => ({ subject: showId, details: body }),
    handle: async (c, { showId, body }) => {
      if (body.startsAt !== undefined && !isWritable(Date.parse(body.startsAt))) return startOutOfRange(c);
      return toShowResponse(c, await c.var.store.changeShow(c.var.device, showId, body));
    },
  }),
  operation({
    method: 'delete',
    path: '/v1/shows/{showId}',
    id: 'deleteShow',
    summary: 'Delete a show for which no visit was ever recorded',
    parameters: { showId: ShowId },
    answers: { 200: { description: 'Deleted', schema: ShowDeletedAnswer } },
    problems: [404, 409, 413],
    log: ({ showId }) => ({ subject: showId }),
    handle: deleteShow,
  }),
  operation({
    method: 'post',
    path: '/v1/shows/{showId}/cancel',
    id: 'cancelShow',
    summary: 'Cancel a show: no further request is counted for it',
    parameters: { showId: ShowId },
    request: CancelRequest,
    answers: { 200: { description: 'The cancelled show', schema: ShowAnswer } },
    problems: [404],
    log: ({ showId, body }) => ({ subject: showId, details: body }),
    handle: async (c, { showId, body }) => toShowResponse(c, await c.var.store.cancelShow(c.var.device, showId, body)),
  }),
  operation({
    method: 'post',
    path: '/v1/shows/{showId}/lookups',
    id: 'lookUp',
    summary: 'Look up a card for a show',
    budget: 'read',
    parameters: { showId: ShowId },
    request: LookupRequest,
    answers: { 200: { description: 'The card, its earlier usage and the show', schema: LookupAnswer } },
    problems: [404, 429],
    handle: lookUp,
  }),
];

async function deleteShow(c: RegistryContext, { showId }: { readonly showId: string }): Promise<Response> {
  const result = await c.var.store.deleteShow(c.var.device, showId);
  switch (result.outcome) {
    case 'deleted':
      return c.json({ showId, serverTime: c.var.serverTime() } satisfies ShowDeletedAnswer);
    case 'in-use':
      return problem(c, 'config/show-in-use', { detail: 'Visits were recorded for this show. Cancel it instead.' });
    case 'client-show':
      return notOwnShow(c);
    case 'unknown-show':
      return noSuchShow(c);
    default:
      return result satisfies never;
  }
}

async function lookUp(
  c: RegistryContext,
  { showId, body }: { readonly showId: string; readonly body: LookupRequest },
): Promise<Response> {
  if (!isAssigned(c, showId)) return stoppedDevice(c, 'not-assigned');
  const found = await c.var.store.lookUp(c.var.device, showId, body.card, body.at);
  switch (found.outcome) {
    case 'found': {
      const { card, earlier, show } = found;
      return c.json({ card, earlier, show, serverTime: c.var.serverTime() });
    }
    case 'too-many':
      return problem(c, 'registry/busy', {
        status: 429,
        detail: 'The device or its venue has used up its look-ups. Try again after Retry-After.',
        headers: retryAfter(found.retryAfterMs),
      });
    case 'slowed':
      return slowed(c, found.retryAfterMs);
    case 'unknown-show':
      return noSuchShow(c);
    default:
      return found satisfies never;
  }
}

function toShowResponse(c: RegistryContext, result: ArrangeResult): Response {
  switch (result.outcome) {
    case 'arranged':
      return c.json({ show: result.show, serverTime: c.var.serverTime() }, result.first ? 201 : 200);
    case 'cap-too-low': {
      const { cap, lowest } = result.tooLow;
      const { rule } = lowest;
      return problem(c, 'config/cap-too-low', {
        detail: `The cap ${cap} is below ${lowest.cap}: ${rule.id}, edition ${rule.edition}, ${rule.source}.`,
        lowestCap: { cap: lowest.cap, rule },
      });
    }
    case 'course-window':
      return problem(c, 'config/course-window', {
        detail: 'redemptionOpensMin is for tickets: course places are redeemed at any time (Toimintamalli 2020 §9.2).',
        issues: [{ path: 'redemptionOpensMin', message: 'not for a course' }],
      });
    case 'mismatch':
      return problem(c, 'idempotency/mismatch', { detail: 'A show of this id exists, with different data.' });
    case 'client-show':
      return notOwnShow(c);
    case 'unknown-show':
      return noSuchShow(c);
    default:
      return result satisfies never;
  }
}

function notOwnShow(c: RegistryContext): Response {
  return problem(c, 'registry/forbidden', {
    detail: 'A broker may record for a client’s show. Only the client’s own devices create, change and cancel it.',
  });
}

function startOutOfRange(c: RegistryContext): Response {
  return invalid(c, 'A show must start between the years 1970 and 9999.', [
    { path: 'startsAt', message: 'out of range' },
  ]);
}
