/** Searches the models of test/protocol in configurations too large for `npm test`, and the safe mutants in the small ones. */
import { type Configuration, configurations } from '../protocol/configurations.ts';
import { createModel } from '../protocol/model.ts';
import { safeMutants } from '../protocol/mutants.ts';
import { inWords, type SearchReport, search } from '../protocol/search.ts';

export interface ProtocolSoakOptions {
  /** The limit; the report lists what is not finished by then. Runs on one core. @default 10 */
  readonly minutes?: number;
  readonly say: (line: string) => void;
}

export interface ProtocolSoakReport {
  /** States of the protocol itself, without those of mutants. */
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  /** The names of configurations that were searched completely. */
  readonly complete: readonly string[];
  readonly incomplete: readonly string[];
  /** Must be empty: the configuration, the invariant and the steps that violate it. */
  readonly violations: readonly string[];
}

const two = { devices: 2, visits: [[1]], cap: 1, leases: 1, want: 1, policy: { kind: 'deny' } } as const;
const twoVisits = [[1], [1]] as const;
const soft = { ...two, soft: true } as const;
const accept = { kind: 'accept', max: 1 } as const;

/** In the order of their sizes: the smallest first. */
export const soakConfigurations: readonly Configuration[] = [
  {
    name: 'visits, unconfirmed limit and undo',
    covers: 'visits that are voided at any stage',
    ...{ ...two, devices: 1, visits: [[1, 1], [1]], cap: 2, want: 2, policy: accept, undo: true },
  },
  {
    name: 'restart with an unconfirmed limit',
    covers: 'devices that restart with leased, unconfirmed and requested visits',
    ...{ ...two, devices: 1, visits: twoVisits, undo: true, restart: true, policy: accept },
  },
  {
    name: 'recall of larger leases',
    covers: 'leases of several tickets that are recalled when some are consumed',
    ...{ ...two, cap: 2, want: 2, recall: true },
  },
  {
    name: 'revoke and undo',
    covers: 'leases that are revoked without the device while visits on them are voided',
    ...{ ...two, devices: 1, visits: twoVisits, leases: 2, undo: true, revoke: true },
  },
  {
    name: 'soft, visits and undo',
    covers: 'visits in a soft show that are reassigned tickets, leased, unconfirmed and voided',
    ...{ ...soft, devices: 1, visits: [[1, 1], [1]], cap: 2, want: 2, undo: true, policy: accept },
  },
  {
    name: 'soft, copied',
    covers: 'a cloned profile whose lease is reassigned to its own visitors',
    ...{ ...soft, copied: true },
  },
  {
    name: 'soft, two devices, lapse',
    covers: 'leases that expire, reassigned or not, while another device requests their tickets',
    ...{ ...soft, lapse: true },
  },
  {
    name: 'soft, two devices, undo',
    covers: 'voiding the visit that was reassigned a ticket, and the visit that had consumed it',
    ...{ ...soft, undo: true },
  },
  {
    name: 'soft, revoke and recall',
    covers: 'leases that are recalled, reassigned and revoked without the device, in any order',
    ...{ ...soft, revoke: true, recall: true },
  },
  {
    name: 'soft, three visits',
    covers: 'one device that records, is reassigned and returns tickets of its lease, one after the other',
    ...{ ...soft, devices: 1, visits: [[1], [1], [1]], cap: 2, want: 2 },
  },
  {
    name: 'clocks, two visits',
    covers: 'times of visits that the registry infers from the previous visit in the journal',
    ...{ ...two, devices: 1, visits: twoVisits, cap: 2, want: 2, restart: true, clock: { useBy: 2, until: 3 } },
  },
  {
    name: 'copied, with undo and unconfirmed limit',
    covers: 'a cloned profile whose clerks void visits and record unconfirmed ones',
    ...{ ...two, copied: true, undo: true, policy: accept },
  },
  {
    name: 'visits, revoke and unconfirmed limit',
    covers: 'two devices with visits, revoked leases, unconfirmed visits and undo',
    ...{ ...two, visits: [[1, 1]], cap: 3, want: 2, undo: true, revoke: true, policy: accept },
  },
  {
    name: 'leases in turn on two devices',
    covers: 'two leases each, larger than what is consumed of them',
    ...{ ...two, cap: 2, want: 2, leases: 2, undo: true },
  },
  {
    name: 'three visits, revoke',
    covers: 'one device whose two leases are revoked at any time',
    ...{ ...two, devices: 1, visits: [[1], [1], [1]], cap: 2, leases: 2, want: 2, revoke: true },
  },
  { name: 'three devices', covers: 'three devices with a lease each, and one ticket', ...{ ...two, devices: 3 } },
  {
    name: 'two devices, two visits, unconfirmed limit',
    covers: 'unconfirmed visits, one after the other',
    ...{ ...two, visits: twoVisits, leases: 0, policy: accept },
  },
  {
    name: 'three visits, unconfirmed limit',
    covers: 'reports beyond the cap, upgraded refusals and undo of either, one after the other',
    ...{ ...two, devices: 1, visits: [[1], [1], [1]], leases: 0, undo: true, policy: accept },
  },
  {
    name: 'two devices with everything',
    covers: 'undo, revoke, recall and unconfirmed visits at once',
    ...{ ...two, undo: true, revoke: true, recall: true, policy: accept },
  },
  {
    name: 'two devices, two visits, leases',
    covers: 'visits before, on and after a lease on two devices',
    ...{ ...two, visits: twoVisits, cap: 2 },
  },
  {
    name: 'copied, two visits',
    covers: 'a cloned profile with what its device had begun before and continues after',
    ...{ ...two, visits: twoVisits, copied: true },
  },
  {
    name: 'last known, two visits',
    covers: 'shares of the last known free tickets on two devices, visit after visit',
    ...{ ...two, visits: twoVisits, cap: 2, leases: 0, policy: { kind: 'last-known', devices: 2 } },
  },
  {
    name: 'soft, last known',
    covers: 'shares of the last known free tickets, which in a soft show include leased ones',
    ...{ ...soft, policy: { kind: 'last-known', devices: 2 } },
  },
  {
    name: 'soft, three devices',
    covers: 'visits of two tickets, each leased by another device, reassigned in every order',
    ...{ ...soft, devices: 3, visits: [[2]], cap: 2 },
  },
];

/** This number of states needs less than 2 GB. */
const maxStates = 12_000_000;

export async function runProtocolSoak({ minutes = 10, say }: ProtocolSoakOptions): Promise<ProtocolSoakReport> {
  const endsAt = performance.now() + minutes * 60_000;
  const reports: (SearchReport & { readonly name: string })[] = [];
  for (const configuration of soakConfigurations) {
    const { name } = configuration;
    const lastsMs = endsAt - performance.now();
    if (lastsMs <= 0) say(`${name}: no time left`);
    const report = search(createModel(configuration), { maxStates, lastsMs: Math.max(0, lastsMs) });
    if (lastsMs > 0) say(`${name}: ${inWords(report)}`);
    reports.push({ name, ...report });
    await breathe();
  }
  const violations = reports.flatMap((report) => (report.violation ? [`${report.name}: ${inWords(report)}`] : []));
  const named = (isComplete: boolean) =>
    reports.filter((each) => each.isComplete === isComplete).map(({ name }) => name);
  const sum = (pick: (report: SearchReport) => number) => reports.reduce((total, report) => total + pick(report), 0);
  return {
    states: sum(({ states }) => states),
    transitions: sum(({ transitions }) => transitions),
    seconds: sum(({ seconds }) => seconds),
    complete: named(true),
    incomplete: named(false),
    violations: [...violations, ...(await trySafeMutants(endsAt, say))],
  };
}

/** Returns the violations caused by flaws that are listed as harmless. */
async function trySafeMutants(endsAt: number, say: (line: string) => void): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { flaw } of safeMutants) {
    let [tried, states] = [0, 0];
    for (const configuration of configurations) {
      const lastsMs = endsAt - performance.now();
      if (lastsMs <= 0) continue;
      const report = search(createModel(configuration, flaw), { lastsMs });
      if (report.violation) wrong.push(`${flaw}, ${configuration.name}: ${inWords(report)}`);
      if (report.isComplete) tried += 1;
      states += report.states;
      await breathe();
    }
    say(`${flaw}: completed in ${tried} of ${configurations.length} configurations, ${states} states`);
  }
  return wrong;
}

/** Lets timers and events run, because a search never yields. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
