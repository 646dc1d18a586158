import { Seq, UsageId } from '@kaiku/client/contract';
import { DeliveryAnswer, DeliveryEntry, DeliveryRequest, maxEntries } from '@kaiku/client/offline-contract';
import * as z from 'zod/mini';
import type { RegistryContext } from '../http/context.ts';
import { operation } from '../http/operation.ts';
import { foreignJournal, problem } from '../http/problems.ts';
import { toIssues } from '../http/read-input.ts';
import type { Delivery } from '../store/deliveries/deliver.ts';
import { toWireLease } from './leases.ts';

/** A delivery with entries that are not parsed yet. Each is parsed individually, so an invalid one delays no other. */
const Envelope = z.extend(DeliveryRequest, { entries: z.array(z.unknown()).check(z.maxLength(maxEntries)) });

/** The part of an entry that a result of it needs. */
const NumberedEntry = z.object({ seq: Seq, id: UsageId });

export const deliveryOperations = [
  operation({
    method: 'post',
    path: '/v1/deliveries',
    id: 'deliver',
    summary: 'Deliver entries of a journal, each recorded individually, in any order. Safe to repeat',
    request: Envelope,
    documentedRequest: DeliveryRequest,
    answers: { 200: { description: 'The result of each entry', schema: DeliveryAnswer } },
    problems: [409, 422],
    handle: deliver,
  }),
];

async function deliver(c: RegistryContext, { body }: { readonly body: z.output<typeof Envelope> }): Promise<Response> {
  const entries = body.entries.map(parseEntry);
  const unnumbered = entries.flatMap((entry, index) => (entry === undefined ? index : []));
  if (unnumbered.length > 0) {
    return problem(c, 'registry/invalid-request', {
      status: 422,
      detail: 'An entry has no valid seq or id, so it cannot have a result.',
      issues: unnumbered.map((index) => ({ path: `entries.${index}`, message: 'no seq or no id' })),
    });
  }
  const delivery: Delivery = { ...body, entries: entries.filter((entry) => entry !== undefined) };
  const delivered = await c.var.store.deliver(c.var.device, delivery, c.var.logError);
  if (delivered === undefined) return foreignJournal(c);
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

/** Returns an entry; an unreadable one if it is invalid; `undefined` if it has not even a number and an id. */
function parseEntry(raw: unknown): Delivery['entries'][number] | undefined {
  const entry = DeliveryEntry.safeParse(raw);
  if (entry.success) return entry.data;
  const numbered = NumberedEntry.safeParse(raw);
  if (!numbered.success) return undefined;
  const fields = [...new Set(entry.error.issues.flatMap(toIssues).map(({ path }) => path || 'kind'))];
  return { kind: 'unreadable', ...numbered.data, detail: `Invalid fields: ${fields.slice(0, 10).join(', ')}.` };
}
