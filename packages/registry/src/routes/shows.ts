import {
  CancelRequest,
  LookupRequest,
  ShowChange,
  type ShowDeletedAnswer,
  ShowId,
  ShowRequest,
} from '@kaiku/client/contract';
import type { Context } from 'hono';
import * as z from 'zod/mini';
import type { RegistryEnv } from '../http/env.ts';
import { problem } from '../http/problems.ts';
import { invalid, readBody } from '../http/requests.ts';
import { QueryDay } from '../statistics-query.ts';
import type { ArrangeResult } from '../store/shows/arrange-show.ts';
import { isWritable } from '../store/visits/taken-at.ts';

/** The shows the device may record for, by start: from today on, or from the day of the query. */
export async function listShows(c: Context<RegistryEnv>): Promise<Response> {
  const from = z.optional(QueryDay).safeParse(c.req.query('from'));
  if (!from.success) return invalid(c, 'No day of the calendar.', [{ path: 'from', message: 'not a day' }]);
  const shows = await c.var.store.shows(c.var.device.venueId, from.data);
  return c.json({ shows, serverTime: c.var.serverTime() });
}

/** One show as it stands. */
export async function readShow(c: Context<RegistryEnv, '/v1/shows/:showId'>): Promise<Response> {
  const show = await c.var.store.show(c.var.device.venueId, showIdOf(c));
  return show === undefined ? noSuchShow(c) : c.json({ show, serverTime: c.var.serverTime() });
}

/** Makes a show: 201 the first time, 200 for every repetition. */
export async function createShow(c: Context<RegistryEnv>): Promise<Response> {
  const request = await readBody(c, ShowRequest);
  if ('response' in request) return request.response;
  if (!isWritable(Date.parse(request.body.startsAt))) return noSuchTime(c);
  return arranged(c, await c.var.store.createShow(c.var.device, request.body));
}

/** Changes what the request names of a show. */
export async function changeShow(c: Context<RegistryEnv, '/v1/shows/:showId'>): Promise<Response> {
  const request = await readBody(c, ShowChange);
  if ('response' in request) return request.response;
  const { startsAt } = request.body;
  if (startsAt !== undefined && !isWritable(Date.parse(startsAt))) return noSuchTime(c);
  return arranged(c, await c.var.store.changeShow(c.var.device, showIdOf(c), request.body));
}

/** Cancels a show: nothing more is admitted for it. */
export async function cancelShow(c: Context<RegistryEnv, '/v1/shows/:showId/cancel'>): Promise<Response> {
  const request = await readBody(c, CancelRequest);
  if ('response' in request) return request.response;
  return arranged(c, await c.var.store.cancelShow(c.var.device, showIdOf(c), request.body));
}

/** Deletes a show that was made by mistake. */
export async function deleteShow(c: Context<RegistryEnv, '/v1/shows/:showId'>): Promise<Response> {
  const showId = showIdOf(c);
  const deleted = await c.var.store.deleteShow(c.var.device, showId);
  switch (deleted.outcome) {
    case 'deleted':
      return c.json({ showId, serverTime: c.var.serverTime() } satisfies ShowDeletedAnswer);
    case 'in-use':
      return problem(c, 'config/show-in-use', { detail: 'Something was recorded for this show. Cancel it instead.' });
    case 'client-show':
      return clientsShow(c);
    case 'unknown-show':
      return noSuchShow(c);
    default:
      return deleted satisfies never;
  }
}

/** What the registry knows of a card, for one show. */
export async function lookUp(c: Context<RegistryEnv, '/v1/shows/:showId/lookups'>): Promise<Response> {
  const request = await readBody(c, LookupRequest);
  if ('response' in request) return request.response;
  const found = await c.var.store.lookUp(c.var.device, showIdOf(c), request.body.card, request.body.at);
  switch (found.outcome) {
    case 'found': {
      const { card, earlier, show } = found;
      return c.json({ card, earlier, show, serverTime: c.var.serverTime() });
    }
    case 'too-many':
      return problem(c, 'registry/busy', {
        status: 429,
        detail: 'More look-ups than a device or its venue has in a moment.',
        headers: { 'Retry-After': String(Math.max(1, Math.ceil(found.retryAfterMs / 1000))) },
      });
    case 'stopped':
      return stopped(c);
    case 'unknown-show':
      return noSuchShow(c);
    default:
      return found satisfies never;
  }
}

/** The answer to a device that has asked about too many unknown codes. */
export function stopped(c: Context<RegistryEnv>): Response {
  return problem(c, 'registry/stopped', {
    detail: 'This device has asked about too many codes that no card has. A coordinator can let it in again.',
  });
}

function arranged(c: Context<RegistryEnv>, outcome: ArrangeResult): Response {
  switch (outcome.outcome) {
    case 'arranged':
      return c.json({ show: outcome.show, serverTime: c.var.serverTime() }, outcome.first ? 201 : 200);
    case 'cap-too-low': {
      const { cap, lowest } = outcome.tooLow;
      const { rule } = lowest;
      return problem(c, 'config/cap-too-low', {
        detail: `The cap ${cap} is below ${lowest.cap}: ${rule.id}, edition ${rule.edition}, ${rule.source}.`,
        lowestCap: { cap: lowest.cap, rule },
      });
    }
    case 'course-window':
      return problem(c, 'config/course-window', {
        detail: 'redemptionOpensMin is for tickets: course places are redeemed at any time (Toimintamalli 2020 §9.2).',
        issues: [{ path: 'redemptionOpensMin', message: 'not of a course' }],
      });
    case 'mismatch':
      return problem(c, 'idempotency/mismatch', { detail: 'There is a show of this id, with different data.' });
    case 'client-show':
      return clientsShow(c);
    case 'unknown-show':
      return noSuchShow(c);
    default:
      return outcome satisfies never;
  }
}

function clientsShow(c: Context<RegistryEnv>): Response {
  return problem(c, 'registry/forbidden', {
    detail: 'A broker records for a client’s show. Only the client’s own devices make, change and cancel it.',
  });
}

function noSuchTime(c: Context<RegistryEnv>): Response {
  return invalid(c, 'A show starts between 1970 and 9999.', [{ path: 'startsAt', message: 'too far away' }]);
}

/** The id in the path; one that is not in the right shape is nobody's. */
function showIdOf(c: Context<RegistryEnv, '/v1/shows/:showId'>): string {
  return ShowId.safeParse(c.req.param('showId')).data ?? '';
}

/** The same for what does not exist and for what is another venue's. */
export function noSuchShow(c: Context<RegistryEnv>): Response {
  return problem(c, 'registry/not-found', { detail: 'This venue has no such show.' });
}
