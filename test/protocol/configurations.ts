/** What a device does when no answer comes and no lease helps: docs/protocol.md, R4 b to d. */
export type Policy =
  | { readonly kind: 'deny' }
  /** Lets in, as long as fewer than so many wait unacknowledged. */
  | { readonly kind: 'accept'; readonly max: number }
  /** Lets in what its share among so many devices of the tickets last told allows. */
  | { readonly kind: 'last-known'; readonly devices: number };

/** A small world to search whole. What is not set does not happen in it. */
export interface Configuration {
  readonly name: string;
  /** Why it is among the others. */
  readonly covers: string;
  readonly devices: number;
  /** What each device's clerk does, one after the other: visits, of each the tickets of its usages. */
  readonly visits: readonly (readonly number[])[];
  readonly cap: number;
  /** How many leases each device may take, one after the other. */
  readonly leases: number;
  /** Tickets wanted with a lease. */
  readonly want: number;
  readonly policy: Policy;
  /** The cap is soft: tickets that leases hold are reassigned where the cap itself is not reached. Else it is hard. */
  readonly soft?: boolean;
  /** A soft show's leases end by themselves when their devices are silent. */
  readonly lapse?: boolean;
  /** Clerks take back what they have let in, at any time. */
  readonly undo?: boolean;
  /** Devices die and start again at any time, with what was durable. */
  readonly restart?: boolean;
  /** An operator takes leases back unheard. */
  readonly revoke?: boolean;
  /** The registry asks for leases back. */
  readonly recall?: boolean;
  /** The first device's profile is copied once at any time; the copy is the second device. */
  readonly copied?: boolean;
  /** Clocks run, stand still and are put to another time; a lease may be used for so many ticks of so many. */
  readonly clock?: { readonly useBy: number; readonly until: number };
}

const deny: Policy = { kind: 'deny' };
const twoUses = [[1], [1]] as const;
const single = { visits: [[1]], cap: 1, leases: 1, want: 1, policy: deny } as const;

const soft = { ...single, soft: true } as const;

/** Small enough to be searched to the end in seconds. The larger ones are in `test/soak/protocol.ts`. */
export const configurations: readonly Configuration[] = [
  {
    name: 'one device',
    covers:
      'every way of one device with the last place: asked for, drawn, given up, taken back, at any time and in any order',
    ...{ ...single, devices: 1, visits: twoUses, undo: true },
  },
  {
    name: 'leases in turn',
    covers: 'usages of several tickets, a lease that follows another, refunds, and what is too large for what is left',
    ...{ ...single, devices: 1, visits: [[2], [1]], cap: 2, leases: 2, want: 2, undo: true },
  },
  {
    name: 'visits',
    covers: 'visits that ask, are drawn or are let in unconfirmed, with fewer tickets than they need',
    ...{
      ...single,
      devices: 1,
      visits: [[1, 1], [1]],
      cap: 2,
      want: 2,
      policy: { kind: 'accept', max: 1 },
    },
  },
  {
    name: 'visits of two devices',
    covers: 'visits that compete for tickets and leases, of which one has not room for both its usages',
    ...{ ...single, devices: 2, visits: [[1, 1]], cap: 3, want: 2, undo: true },
  },
  {
    name: 'accept',
    covers: 'letting in without a word, as long as few wait: reports beyond the cap, upgraded refusals, undo of either',
    ...{ ...single, devices: 1, visits: twoUses, leases: 0, policy: { kind: 'accept', max: 1 }, undo: true },
  },
  {
    name: 'accept on two devices',
    covers: 'two devices that let in without a word, and the tickets their requests find taken',
    ...{ ...single, devices: 2, leases: 1, policy: { kind: 'accept', max: 1 } },
  },
  {
    name: 'last known',
    covers: 'letting in by the tickets last told, which may be told late, long ago and in any order',
    ...{ ...single, devices: 1, visits: twoUses, leases: 0, policy: { kind: 'last-known', devices: 1 }, undo: true },
  },
  {
    name: 'last known on two devices',
    covers: 'two devices that each let in by a share of the tickets last told',
    ...{ ...single, devices: 2, cap: 2, leases: 0, policy: { kind: 'last-known', devices: 2 }, undo: true },
  },
  {
    name: 'restart',
    covers: 'devices that die between any two transactions: what was asked is voided, what is a report goes on',
    ...{ ...single, devices: 1, visits: twoUses, undo: true, restart: true },
  },
  {
    name: 'recall',
    covers: 'the registry asking for leases back, heard early, late or never, while another device wants one',
    ...{ ...single, devices: 2, recall: true },
  },
  {
    name: 'revoke',
    covers: 'an operator taking a lease back unheard, whose draws arrive afterwards, and the lease after that',
    ...{ ...single, devices: 1, visits: twoUses, leases: 2, revoke: true },
  },
  {
    name: 'copied',
    covers: 'a cloned profile with its entries at any stage and its lease in any state',
    ...{ ...single, devices: 2, copied: true },
  },
  {
    name: 'clocks',
    covers: 'a lease and its time: sleep, restart, clocks put forward and back, answers that come late (R12)',
    ...{ ...single, devices: 1, undo: true, restart: true, clock: { useBy: 2, until: 3 } },
  },
  {
    name: 'two devices',
    covers: 'two devices, each with a lease, and one place',
    ...{ ...single, devices: 2, undo: true },
  },
  {
    name: 'many devices',
    covers: 'five devices that ask for two tickets at once, without leases',
    ...{ ...single, devices: 5, cap: 2, leases: 0, undo: true },
  },
  {
    name: 'soft, one device',
    covers:
      'a soft show and one device, whose own lease may be reassigned to those of its visitors who do not draw on it',
    ...{ ...soft, devices: 1, visits: twoUses, undo: true },
  },
  {
    name: 'soft, two devices',
    covers:
      'the last place, held by a device that is there, silent or back again, and reassigned to the other before or after',
    ...{ ...soft, devices: 2 },
  },
  {
    name: 'soft, larger visits',
    covers: 'visits that need what two devices hold, each a part of it',
    ...{ ...soft, devices: 2, visits: [[1, 1]], cap: 2 },
  },
  {
    name: 'soft, larger leases',
    covers: 'a lease of which part is drawn, part reassigned and part left when it comes back',
    ...{ ...soft, devices: 2, cap: 2, want: 2 },
  },
  {
    name: 'soft, leases in turn',
    covers: 'a lease that ends by itself after ten minutes, whose draws arrive afterwards, and the lease after that',
    ...{ ...soft, devices: 1, visits: twoUses, leases: 2, lapse: true },
  },
  {
    name: 'soft, accept',
    covers:
      'letting in without a word beside leases that are reassigned: reports that are reassigned tickets, and reports beyond the cap',
    ...{ ...soft, devices: 2, policy: { kind: 'accept', max: 1 } },
  },
];

/** By its name. */
export function configurationOf(name: string): Configuration {
  const found = configurations.find((configuration) => configuration.name === name);
  if (found === undefined) throw new Error(`No configuration is called ${name}.`);
  return found;
}
