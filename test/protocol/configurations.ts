/** What a device does without an answer and without a usable lease: docs/protocol.md, R4 b to d. */
export type Policy =
  | { readonly kind: 'deny' }
  /** Admits while fewer than `max` visits are unconfirmed. */
  | { readonly kind: 'accept'; readonly max: number }
  /** Admits within its share of the tickets left as last received, divided by the devices. */
  | { readonly kind: 'last-known'; readonly devices: number };

/** A small configuration that is searched completely. Events of fields that are not set do not happen in it. */
export interface Configuration {
  readonly name: string;
  /** What it covers that the others do not. */
  readonly covers: string;
  readonly devices: number;
  /** The visits of each device, in their order; each is the tickets of its usages. */
  readonly visits: readonly (readonly number[])[];
  readonly cap: number;
  /** How many leases each device may request, one after another. */
  readonly leases: number;
  /** Tickets in the request for a lease. */
  readonly want: number;
  readonly policy: Policy;
  /** The cap is soft: leased tickets are reassigned while the cap itself is not reached. Default: it is hard. */
  readonly soft?: boolean;
  /** A soft show's leases expire when their devices are silent. */
  readonly lapse?: boolean;
  /** Clerks undo admitted visits at any time. */
  readonly undo?: boolean;
  /** Devices crash and restart at any time, with what was durable. */
  readonly restart?: boolean;
  /** A coordinator revokes leases without contact to the device. */
  readonly revoke?: boolean;
  /** The registry recalls leases. */
  readonly recall?: boolean;
  /** The first device's profile is copied once, at any time; the copy is the second device. */
  readonly copied?: boolean;
  /** Clocks run, stop and are set; a lease may be used for `useBy` of `until` ticks. */
  readonly clock?: { readonly useBy: number; readonly until: number };
}

const deny: Policy = { kind: 'deny' };
const twoUses = [[1], [1]] as const;
const single = { visits: [[1]], cap: 1, leases: 1, want: 1, policy: deny } as const;

const soft = { ...single, soft: true } as const;

/** Small enough to be searched completely in seconds. Larger ones are in `test/soak/protocol.ts`. */
export const configurations: readonly Configuration[] = [
  {
    name: 'one device',
    covers:
      'all histories of one device with the last ticket: requested, consumed, given up and undone, at any time and in any order',
    ...{ ...single, devices: 1, visits: twoUses, undo: true },
  },
  {
    name: 'leases in turn',
    covers: 'usages of several tickets, a lease that follows another, refunds, and what is too large for what is left',
    ...{ ...single, devices: 1, visits: [[2], [1]], cap: 2, leases: 2, want: 2, undo: true },
  },
  {
    name: 'visits',
    covers: 'visits that are requested, consume a lease or are unconfirmed, with fewer tickets than they need',
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
    covers: 'visits that compete for tickets and leases, where one has no room for both its usages',
    ...{ ...single, devices: 2, visits: [[1, 1]], cap: 3, want: 2, undo: true },
  },
  {
    name: 'accept',
    covers: 'unconfirmed visits within a limit: reports over the cap, reports after refusals, undo of either',
    ...{ ...single, devices: 1, visits: twoUses, leases: 0, policy: { kind: 'accept', max: 1 }, undo: true },
  },
  {
    name: 'accept on two devices',
    covers: 'two devices with unconfirmed visits, and requests that find the tickets taken',
    ...{ ...single, devices: 2, leases: 1, policy: { kind: 'accept', max: 1 } },
  },
  {
    name: 'last known',
    covers: 'unconfirmed visits by the tickets last received, which may arrive late, be old and come in any order',
    ...{ ...single, devices: 1, visits: twoUses, leases: 0, policy: { kind: 'last-known', devices: 1 }, undo: true },
  },
  {
    name: 'last known on two devices',
    covers: 'two devices that each admit within a share of the tickets last received',
    ...{ ...single, devices: 2, cap: 2, leases: 0, policy: { kind: 'last-known', devices: 2 }, undo: true },
  },
  {
    name: 'restart',
    covers: 'devices that crash between any two transactions: requests are voided, reports are delivered',
    ...{ ...single, devices: 1, visits: twoUses, undo: true, restart: true },
  },
  {
    name: 'recall',
    covers: 'recalled leases, with the recall received early, late or never, while another device wants one',
    ...{ ...single, devices: 2, recall: true },
  },
  {
    name: 'revoke',
    covers: 'a revoked lease whose reports arrive afterwards, and the lease after that',
    ...{ ...single, devices: 1, visits: twoUses, leases: 2, revoke: true },
  },
  {
    name: 'copied',
    covers: 'a cloned profile with its entries at any stage and its lease in any state',
    ...{ ...single, devices: 2, copied: true },
  },
  {
    name: 'clocks',
    covers: 'the term of a lease: sleep, restart, clocks set forward and back, late answers (R12)',
    ...{ ...single, devices: 1, undo: true, restart: true, clock: { useBy: 2, until: 3 } },
  },
  {
    name: 'two devices',
    covers: 'two devices, each with a lease, and one ticket',
    ...{ ...single, devices: 2, undo: true },
  },
  {
    name: 'many devices',
    covers: 'five devices that request two tickets at once, without leases',
    ...{ ...single, devices: 5, cap: 2, leases: 0, undo: true },
  },
  {
    name: 'soft, one device',
    covers: 'a soft show and one device, whose own lease may be reassigned to its visits that do not consume it',
    ...{ ...soft, devices: 1, visits: twoUses, undo: true },
  },
  {
    name: 'soft, two devices',
    covers:
      'the last ticket, leased by a device that is reachable, silent or back again, and reassigned to the other before or after',
    ...{ ...soft, devices: 2 },
  },
  {
    name: 'soft, larger visits',
    covers: 'visits that need tickets of two leases',
    ...{ ...soft, devices: 2, visits: [[1, 1]], cap: 2 },
  },
  {
    name: 'soft, larger leases',
    covers: 'a lease that is returned partly consumed, partly reassigned and partly unused',
    ...{ ...soft, devices: 2, cap: 2, want: 2 },
  },
  {
    name: 'soft, leases in turn',
    covers: 'a lease that expires after ten minutes, whose reports arrive afterwards, and the lease after that',
    ...{ ...soft, devices: 1, visits: twoUses, leases: 2, lapse: true },
  },
  {
    name: 'soft, accept',
    covers:
      'unconfirmed visits together with reassigned leases: reports that get reassigned tickets, and reports over the cap',
    ...{ ...soft, devices: 2, policy: { kind: 'accept', max: 1 } },
  },
];

/** Returns the configuration of a name. */
export function configurationOf(name: string): Configuration {
  const found = configurations.find((configuration) => configuration.name === name);
  if (found === undefined) throw new Error(`There is no configuration “${name}”.`);
  return found;
}
