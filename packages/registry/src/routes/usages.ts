import {
  RedeemRequest,
  type ReleaseAnswer,
  ReleaseRequest,
  ShowId,
  type ToReviewAnswer,
  UsageId,
} from '@kaiku/client/contract';
import { toImportCsv } from '@kaiku/client/report';
import type { Context } from 'hono';
import type { RegistryEnv } from '../http/env.ts';
import { problem } from '../http/problems.ts';
import { idInPath, invalid, readBody, readKeyedBody } from '../http/requests.ts';
import type { UsageFilter } from '../store/usages/usages.ts';
import { answerVisit, refusedOrUnknown } from './visits.ts';

type WithId = Context<RegistryEnv, '/v1/usages/:usageId'>;

/** Records a visit of a reservation's card, by the reservation. */
export async function redeemReservation(c: WithId): Promise<Response> {
  const id = idInPath(c, UsageId, 'usageId');
  if ('response' in id) return id.response;
  const request = await readKeyedBody(c, RedeemRequest);
  if ('response' in request) return request.response;
  const redeemed = await c.var.store.redeem(c.var.device, id.id, request.body);
  return redeemed.outcome === 'unknown-reservation' ? noSuchReservation(c) : answerVisit(c, request.body.id, redeemed);
}

/** Gives a reservation up. */
export async function releaseReservation(c: WithId): Promise<Response> {
  const id = idInPath(c, UsageId, 'usageId');
  if ('response' in id) return id.response;
  const request = await readBody(c, ReleaseRequest);
  if ('response' in request) return request.response;
  const released = await c.var.store.release(c.var.device, id.id, request.body.showId);
  if (released.outcome === 'unknown-reservation') return noSuchReservation(c);
  if (released.outcome !== 'voided') return refusedOrUnknown(c, released);
  const reservation = { id: id.id, releasedAt: released.recordedAt.toISOString() };
  return c.json({ reservation, show: released.show, serverTime: c.var.serverTime() } satisfies ReleaseAnswer);
}

/**
 * The counted usages that the venue may see, or one show's or seller's, as a file for Kaikukanta's import. The header `Kaiku-To-Review` tells
 * how many uses the file leaves out.
 */
export async function exportUsages(c: Context<RegistryEnv>): Promise<Response> {
  const asked = usagesAsked(c);
  if ('response' in asked) return asked.response;
  const usages = await c.var.store.reportedUsages(asked);
  const leftOut = await c.var.store.usagesToReview(asked);
  return c.body(toImportCsv(usages), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="kaikukortti.csv"',
    'Kaiku-To-Review': String(leftOut.length),
  });
}

/** The usages that the file leaves out: a person must see to them. */
export async function listToReview(c: Context<RegistryEnv>): Promise<Response> {
  const asked = usagesAsked(c);
  if ('response' in asked) return asked.response;
  const usages = await c.var.store.usagesToReview(asked);
  return c.json({ usages: [...usages], serverTime: c.var.serverTime() } satisfies ToReviewAnswer);
}

/** The usages that the query asks for. */
function usagesAsked(c: Context<RegistryEnv>): UsageFilter | { readonly response: Response } {
  const { show: showId, seller } = c.req.query();
  const wrong = Object.entries({ show: showId, seller }).filter(
    ([, id]) => id !== undefined && !ShowId.safeParse(id).success,
  );
  if (wrong.length === 0) return { venueId: c.var.device.venueId, showId, seller };
  return {
    response: invalid(
      c,
      'An id of the query is none.',
      wrong.map(([path]) => ({ path, message: 'not an id' })),
    ),
  };
}

function noSuchReservation(c: WithId): Response {
  return problem(c, 'registry/not-found', { detail: 'This venue has no such reservation.' });
}
