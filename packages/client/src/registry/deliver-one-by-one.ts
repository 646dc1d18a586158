import { asKaikuError, type KaikuError } from '../errors.ts';
import type { Batch, DeliveredBatch, DeliveredEntry, OutgoingEntry } from '../usage/delivery.ts';
import type { Registry } from './registry.ts';

/**
 * Delivers a batch to a registry without batches, one entry after the other. After a retryable error the rest is deferred,
 * because every other entry would fail the same way.
 * @throws KaikuError of the first entry, if that is retryable
 */
export async function deliverOneByOne(
  registry: Registry,
  { entries }: Batch,
  signal: AbortSignal,
): Promise<DeliveredBatch> {
  const results: DeliveredEntry[] = [];
  let stopped: KaikuError | undefined;
  for (const entry of entries) {
    if (stopped === undefined) {
      const result = await deliverOne(registry, entry, signal).catch(asKaikuError);
      if (!(result instanceof Error)) {
        results.push(result);
        continue;
      }
      // Another device recorded the visit to void. That concerns no other entry.
      const isOnlyThis = entry.what === 'void' && result.code === 'registry/missing-role';
      if (!result.retryable || isOnlyThis) {
        results.push({ outcome: 'rejected', seq: entry.seq, code: result.code });
        continue;
      }
      if (results.length === 0) throw result;
      stopped = result;
    }
    results.push({ outcome: 'deferred', seq: entry.seq, code: stopped.code });
  }
  return { results, leases: [], missing: [], cloned: false };
}

async function deliverOne(registry: Registry, outgoing: OutgoingEntry, signal: AbortSignal): Promise<DeliveredEntry> {
  const { seq } = outgoing;
  if (outgoing.what === 'void') {
    const { what: _, seq: __, ...voidRequest } = outgoing;
    const { unseen } = await registry.void(voidRequest, signal);
    return { outcome: 'voided', seq, ...(unseen === true && { unseen }) };
  }
  const answer = await registry.record(outgoing.visit, 'report', signal);
  switch (answer.outcome) {
    case 'counted': {
      const from = answer.flags.includes('cap-reached') ? 'over' : 'free';
      return { outcome: 'counted', seq, recordedAt: answer.recordedAt, flags: answer.flags, from };
    }
    case 'voided':
      return { outcome: 'voided', seq };
    case 'refused':
      // A report cannot be refused: the registry broke the contract.
      return { outcome: 'rejected', seq, code: 'registry/contract' };
    default:
      return answer satisfies never;
  }
}
