import {
  AnnulRequest,
  RedeemRequest,
  ReleaseRequest,
  ShowId,
  type ToReviewAnswer,
  type UsageAnswer,
  UsageId,
  UsageRequest,
} from '@kaiku/client/contract';
import { toImportCsv } from '@kaiku/client/report';
import type { Context } from 'hono';
import type { RegisterEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { idInPath, invalid, readBody, readKeyedBody } from '../requests.ts';
import type { PlaceSource, Recorded, Redeemed } from '../store/store.ts';
import type { UsesAsked } from '../store/usages.ts';
import { noSuchShow } from './shows.ts';

type WithId = Context<RegisterEnv, '/v1/usages/:usageId'>;

/** Records a usage: 201 the first time, 200 for every repetition, 409 where a rule refused an ask. */
export async function recordUsage(c: Context<RegisterEnv>): Promise<Response> {
  const request = await readKeyedBody(c, UsageRequest);
  if ('response' in request) return request.response;
  return answer(c, request.body.id, await c.var.store.record(c.var.device, request.body));
}

/** Records the use of a reservation's card, by the reservation. */
export async function redeemReservation(c: WithId): Promise<Response> {
  const id = idInPath(c, UsageId, 'usageId');
  if ('response' in id) return id.response;
  const request = await readKeyedBody(c, RedeemRequest);
  if ('response' in request) return request.response;
  return answer(c, request.body.id, await c.var.store.redeem(c.var.device, id.id, request.body));
}

/** Gives a reservation up. */
export async function releaseReservation(c: WithId): Promise<Response> {
  const id = idInPath(c, UsageId, 'usageId');
  if ('response' in id) return id.response;
  const request = await readBody(c, ReleaseRequest);
  if ('response' in request) return request.response;
  return answer(c, id.id, await c.var.store.release(c.var.device, id.id, request.body.showId));
}

/** Annuls a usage; one the register has never seen is kept as annulled. */
export async function annulUsage(c: WithId): Promise<Response> {
  const id = idInPath(c, UsageId, 'usageId');
  if ('response' in id) return id.response;
  const request = await readBody(c, AnnulRequest);
  if ('response' in request) return request.response;
  return answer(c, id.id, await c.var.store.annul(c.var.device, id.id, request.body));
}

/**
 * The counted uses that the venue may see, or one show's or seller's, as a file for Kaikukanta's import. The header `Kaiku-To-Review` tells
 * how many uses the file leaves out.
 */
export async function exportUsages(c: Context<RegisterEnv>): Promise<Response> {
  const asked = usesAsked(c);
  if ('response' in asked) return asked.response;
  const uses = await c.var.store.reportedUses(asked);
  const leftOut = await c.var.store.usesToReview(asked);
  return c.body(toImportCsv(uses), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="kaikukortti.csv"',
    'Kaiku-To-Review': String(leftOut.length),
  });
}

/** The uses that the file leaves out: a person must see to them. */
export async function listToReview(c: Context<RegisterEnv>): Promise<Response> {
  const asked = usesAsked(c);
  if ('response' in asked) return asked.response;
  const uses = await c.var.store.usesToReview(asked);
  return c.json({ uses: [...uses], serverTime: c.var.serverTime() } satisfies ToReviewAnswer);
}

/** The uses that the query asks for. */
function usesAsked(c: Context<RegisterEnv>): UsesAsked | { readonly response: Response } {
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

function answer(c: Context<RegisterEnv>, id: string, recorded: Redeemed): Response {
  switch (recorded.outcome) {
    case 'counted':
    case 'void': {
      const { outcome, show } = recorded;
      const first = recorded.outcome === 'counted' && recorded.first;
      const flags = recorded.outcome === 'counted' ? [...recorded.flags] : [];
      const from = fromLease(recorded);
      const usage = {
        id,
        outcome,
        recordedAt: recorded.recordedAt.toISOString(),
        flags,
        ...from,
        ...unseenIn(recorded),
      };
      return c.json({ usage, show, serverTime: c.var.serverTime() } satisfies UsageAnswer, first ? 201 : 200);
    }
    case 'unknown-reservation':
      return problem(c, 'registry/not-found', { detail: 'This venue has no such reservation.' });
    default:
      return refusedOrUnknown(c, recorded);
  }
}

/** Told only where the places were the device's own: it has fewer left then. */
export function fromLease(recorded: { readonly outcome: string; readonly from?: PlaceSource }): {
  readonly from?: 'lease';
} {
  return recorded.from === 'lease' ? { from: 'lease' } : {};
}

/** Only of an annulment: nothing has ever been recorded under its id. */
export function unseenIn(annulled: { readonly outcome: string; readonly unseen?: boolean }): {
  readonly unseen?: true;
} {
  return annulled.unseen === true ? { unseen: true } : {};
}

/** The answer where nothing was recorded. */
export function refusedOrUnknown(
  c: Context<RegisterEnv>,
  recorded: Extract<Recorded, { outcome: 'refused' | 'mismatch' | 'unknown-show' }>,
): Response {
  switch (recorded.outcome) {
    case 'refused':
      return problem(c, 'registry/refused', {
        detail: `Refused: ${recorded.refusal.reason}.`,
        refusal: recorded.refusal,
        show: recorded.show,
      });
    case 'mismatch':
      return problem(c, 'idempotency/mismatch', { detail: 'This id was used before, for other facts.' });
    case 'unknown-show':
      return noSuchShow(c);
    default:
      return recorded satisfies never;
  }
}
