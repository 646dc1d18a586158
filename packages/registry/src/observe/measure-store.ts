import type { Store } from '../store/store.ts';
import type { Metrics } from './metrics.ts';

type Result = { readonly outcome: string } & { readonly usages?: readonly { readonly flags?: readonly string[] }[] };

/** Returns a store that also counts the results of visits and voids. */
export function measureStore(store: Store, metrics: Metrics): Store {
  const flagsOf = ({ usages = [] }: Result) => usages.flatMap(({ flags = [] }) => flags);
  const count = <R extends Result>(way: 'request' | 'report', result: R): R => {
    metrics.addResult(way, result.outcome, flagsOf(result));
    return result;
  };
  return {
    ...store,
    record: async (device, visit) => count(visit.mode, await store.record(device, visit)),
    redeem: async (device, id, redemption) => count('request', await store.redeem(device, id, redemption)),
    async deliver(device, delivery, logError) {
      const delivered = await store.deliver(device, delivery, logError);
      for (const result of delivered?.results ?? [])
        metrics.addResult('delivery', result.outcome, result.outcome === 'counted' ? result.flags : []);
      return delivered;
    },
  };
}
