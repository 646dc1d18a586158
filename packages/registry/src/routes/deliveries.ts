import { Seq, UsageId } from '@kaiku/client/contract';
import { type DeliveryAnswer, DeliveryEntry, DeliveryRequest, maxEntries } from '@kaiku/client/offline-contract';
import type { Context } from 'hono';
import * as z from 'zod/mini';
import type { RegistryEnv } from '../http/env.ts';
import { problem } from '../http/problems.ts';
import { readBody, toIssues } from '../http/requests.ts';
import type { Delivery } from '../store/deliveries/deliver.ts';
import { noSuchJournal } from './journals.ts';
import { toWireLease } from './leases.ts';

/** The envelope alone: each entry is read by itself, so that a bad one holds up no other. */
const Envelope = z.extend(DeliveryRequest, { entries: z.array(z.unknown()).check(z.maxLength(maxEntries)) });

/** As much of an entry as it takes to answer about it. */
const Numbered = z.object({ seq: Seq, id: UsageId });

/** Records entries of a journal: what has happened, and what must not count. */
export async function deliver(c: Context<RegistryEnv>): Promise<Response> {
  const request = await readBody(c, Envelope);
  if ('response' in request) return request.response;
  const entries = request.body.entries.map(readEntry);
  const unnumbered = entries.flatMap((entry, place) => (entry === undefined ? place : []));
  if (unnumbered.length > 0) {
    return problem(c, 'registry/invalid-request', {
      status: 422,
      detail: 'An entry has no number or no id: there is no way to answer about it.',
      issues: unnumbered.map((place) => ({ path: `entries.${place}`, message: 'no seq or no id' })),
    });
  }
  const delivery: Delivery = { ...request.body, entries: entries.filter((entry) => entry !== undefined) };
  const delivered = await c.var.store.deliver(c.var.device, delivery, c.var.complain);
  if (delivered === undefined) return noSuchJournal(c);
  const { results, shows, leases, missing, cloned } = delivered;
  return c.json({
    results: [...results],
    shows: [...shows],
    leases: leases.map(toWireLease),
    missing: [...missing],
    cloned,
    serverTime: c.var.serverTime(),
  } satisfies DeliveryAnswer);
}

/** An entry as agreed; or its number, its id and what is wrong with it; `undefined` where it has not even those. */
function readEntry(raw: unknown): Delivery['entries'][number] | undefined {
  const entry = DeliveryEntry.safeParse(raw);
  if (entry.success) return entry.data;
  const numbered = Numbered.safeParse(raw);
  if (!numbered.success) return undefined;
  const fields = [...new Set(entry.error.issues.flatMap(toIssues).map(({ path }) => path || 'kind'))];
  return { kind: 'unreadable', ...numbered.data, detail: `Not as agreed: ${fields.slice(0, 10).join(', ')}.` };
}
