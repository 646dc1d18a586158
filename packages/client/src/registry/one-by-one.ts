import { asKaikuError, type KaikuError } from '../errors.ts';
import type { Batch, DeliveredBatch, DeliveredUnit, Outgoing } from '../usage/delivery.ts';
import type { Registry } from './registry.ts';

/**
 * Delivers a batch to a registry that knows no batches, one unit after the other. A failure that any other unit would meet
 * too (see `retryable`) leaves the rest for later.
 * @throws KaikuError of the first unit, where that cannot be delivered now
 */
export async function deliverOneByOne(
  registry: Registry,
  { units }: Batch,
  signal: AbortSignal,
): Promise<DeliveredBatch> {
  const results: DeliveredUnit[] = [];
  let stopped: KaikuError | undefined;
  for (const unit of units) {
    if (stopped === undefined) {
      const result = await deliverOne(registry, unit, signal).catch(asKaikuError);
      if (!(result instanceof Error)) {
        results.push(result);
        continue;
      }
      if (!result.retryable) {
        results.push({ outcome: 'rejected', seq: unit.seq, code: result.code });
        continue;
      }
      if (results.length === 0) throw result;
      stopped = result;
    }
    results.push({ outcome: 'not-now', seq: unit.seq, code: stopped.code });
  }
  return { results, leases: [], missing: [], cloned: false };
}

async function deliverOne(registry: Registry, outgoing: Outgoing, signal: AbortSignal): Promise<DeliveredUnit> {
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
      // What has happened cannot be refused.
      return { outcome: 'rejected', seq, code: 'registry/contract' };
    default:
      return answer satisfies never;
  }
}
