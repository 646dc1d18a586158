/** Starts the device once more with a working network until nothing is pending, then examines its storage. */
import { type Device, startDevice, waited } from './device.ts';
import type { Oracle } from './oracle.ts';
import { codesInClear, type Draining, type Remains, type StorageKind } from './orders.ts';
import type { Registry } from './registry.ts';
import type { VenueServer } from './stage.ts';

export interface Drained {
  readonly interrupted: number;
  readonly complaints: readonly string[];
}

const drainWithinMs = 60_000;

export async function drain(given: {
  readonly profile: string;
  readonly registry: Registry;
  readonly server: VenueServer;
  readonly oracle: Oracle;
  readonly onThrownAway: () => void;
  readonly storage: StorageKind;
}): Promise<Drained> {
  const { profile, registry, server, oracle, onThrownAway, storage } = given;
  const told = new Promise<Remains>((resolve) => {
    server.onRemains = resolve;
  });
  const device: Device = await startDevice(profile, onThrownAway);
  try {
    const options = {
      tab: 'drain',
      show: registry.shows.open,
      does: 'drain',
      lanes: 0,
      // At normal speed: with a shortened timeout a batch may never get through on a busy machine.
      haste: 1,
      storage: storage === 'without-copy' ? storage : 'real',
    } as const;
    await device.open(server.address(options));
    const remains = await Promise.race([told, standstill(server)]);
    if (typeof remains === 'string') return { interrupted: 0, complaints: [remains] };
    return {
      interrupted: remains.notices.filter(({ why }) => why === 'interrupted').length,
      complaints: [...lookAt(remains, oracle), ...(await askAfter(remains, registry))],
    };
  } finally {
    await device.close();
  }
}

/** Resolves with a complaint when the number of pending entries stops falling. Its speed depends on the machine. */
async function standstill(server: VenueServer): Promise<string> {
  let last: Draining = { pending: Number.POSITIVE_INFINITY, state: 'not begun' };
  let movedAt = performance.now();
  server.onDraining = (draining) => {
    if (draining.pending < last.pending) movedAt = performance.now();
    last = draining;
  };
  while (performance.now() - movedAt < drainWithinMs) await waited(500);
  return `The device has not drained: no entry was acknowledged for ${drainWithinMs} ms, ${JSON.stringify(last)}`;
}

function lookAt({ stored, pending, warnings, notices }: Remains, oracle: Oracle): string[] {
  const complaints: string[] = [];
  const stages = stored.flatMap(({ value }) => (hasStage(value) ? [value.stage] : []));
  const notAtRest = stages.filter((stage) => stage !== 'review');
  if (notAtRest.length > 0) complaints.push(`Drained, but the storage has: ${notAtRest.join(', ')}.`);
  if (pending > 0) complaints.push(`Drained, but the desk has ${pending} pending.`);
  // Count the codes and do not quote them, because complaints are printed.
  for (const { key, value } of stored) {
    const codes = codesInClear(JSON.stringify(value) ?? '');
    if (codes.length > 0) complaints.push(`Drained, but ${codes.length} card codes are left on the device, in ${key}.`);
  }
  for (const warning of warnings) complaints.push(`A drained device warns: ${warning}.`);
  for (const { visitId, why } of notices) {
    // Only visits without a shown verdict may be voided after a restart.
    if (why === 'interrupted' && oracle.wasTold(visitId))
      complaints.push(`${visitId} was shown as recorded, and voided later.`);
    if (why !== 'interrupted' && why !== 'flagged') complaints.push(`A visit needs a person's attention: ${why}.`);
  }
  return complaints;
}

function hasStage(value: unknown): value is { readonly stage: string } {
  return typeof value === 'object' && value !== null && 'stage' in value;
}

/** Checks the same in the registry: every number has arrived, and the device's lease is the registry's. */
async function askAfter({ journal, stored }: Remains, registry: Registry): Promise<string[]> {
  if (journal === undefined) return ['The device does not know its journal.'];
  const { missing, cloned } = await registry.journal(journal);
  const complaints: string[] = [];
  if (missing.length > 0) complaints.push(`The registry misses ${missing.length} numbers of the journal.`);
  if (cloned) complaints.push('The registry reports the device as cloned.');
  if (!(await registry.reconciliation(registry.shows.open)).reconciled)
    complaints.push('The show without a cap is not reconciled.');
  const { leases } = await registry.reconciliation(registry.shows.capped);
  const key = `lease:${registry.shows.capped}`;
  const here = stored.find((one) => one.key === key)?.value as { id: string; left: number } | undefined;
  for (const { lease } of leases) {
    if (lease.id !== here?.id) complaints.push('The registry has a lease that the device does not have.');
    else if (here.left > lease.granted - lease.consumed)
      complaints.push('The device has more tickets than it was granted.');
  }
  return complaints;
}
