/** The search of test/protocol in worlds too large for `npm test`, and its safe mutants in all the small ones. */
import { type Configuration, configurations } from '../protocol/configurations.ts';
import { createModel } from '../protocol/model.ts';
import { safeMutants } from '../protocol/mutants.ts';
import { inWords, type SearchReport, search } from '../protocol/search.ts';

export interface ProtocolSoakOptions {
  /** At most; what is not finished by then is told. Default 10, on one core. */
  readonly minutes?: number;
  readonly say: (line: string) => void;
}

export interface ProtocolSoakReport {
  /** Of the true protocol; those of mutants are not counted. */
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  /** Names of configurations searched to the end. */
  readonly complete: readonly string[];
  readonly incomplete: readonly string[];
  /** What must be none: the configuration, the invariant and the steps that lead there. */
  readonly violations: readonly string[];
}

const two = { devices: 2, visits: [[1]], cap: 1, leases: 1, want: 1, policy: { kind: 'deny' } } as const;
const twoUses = [[1], [1]] as const;
const soft = { ...two, soft: true } as const;
const accept = { kind: 'accept', max: 1 } as const;

/** Those that come to their end first. */
export const soakConfigurations: readonly Configuration[] = [
  {
    name: 'visits, unconfirmed limit and undo',
    covers: 'visits that are taken back at any stage',
    ...{ ...two, devices: 1, visits: [[1, 1], [1]], cap: 2, want: 2, policy: accept, undo: true },
  },
  {
    name: 'restart with an unconfirmed limit',
    covers: 'devices that die with uses drawn, unconfirmed and asked for',
    ...{ ...two, devices: 1, visits: twoUses, undo: true, restart: true, policy: accept },
  },
  {
    name: 'recall of larger leases',
    covers: 'leases of several tickets that are wanted back when some are used',
    ...{ ...two, cap: 2, want: 2, recall: true },
  },
  {
    name: 'revoke and undo',
    covers: 'leases revoked unheard while what was drawn on them is taken back',
    ...{ ...two, devices: 1, visits: twoUses, leases: 2, undo: true, revoke: true },
  },
  {
    name: 'soft, visits and undo',
    covers: 'visits in a soft show that are reassigned places, drawn, let in without a word and taken back',
    ...{ ...soft, devices: 1, visits: [[1, 1], [1]], cap: 2, want: 2, undo: true, policy: accept },
  },
  {
    name: 'soft, copied',
    covers: 'a cloned profile whose lease is reassigned to its own visitors',
    ...{ ...soft, copied: true },
  },
  {
    name: 'soft, two devices, lapse',
    covers: 'leases that end by themselves, reassigned or not, while another device comes for their places',
    ...{ ...soft, lapse: true },
  },
  {
    name: 'soft, two devices, undo',
    covers: 'who was reassigned a place is taken back, and who had drawn it too',
    ...{ ...soft, undo: true },
  },
  {
    name: 'soft, revoke and recall',
    covers: 'leases that are recalled, reassigned, revoked unheard, in any order',
    ...{ ...soft, revoke: true, recall: true },
  },
  {
    name: 'soft, three visits',
    covers: 'one device that visits, is reassigned and gives back what its lease holds, one after the other',
    ...{ ...soft, devices: 1, visits: [[1], [1], [1]], cap: 2, want: 2 },
  },
  {
    name: 'clocks, two visits',
    covers: 'what the journal of one visit tells of the time of the next',
    ...{ ...two, devices: 1, visits: twoUses, cap: 2, want: 2, restart: true, clock: { useBy: 2, until: 3 } },
  },
  {
    name: 'copied, with undo and unconfirmed limit',
    covers: 'a cloned profile whose clerks take back and let in without a word',
    ...{ ...two, copied: true, undo: true, policy: accept },
  },
  {
    name: 'visits, revoke and unconfirmed limit',
    covers: 'two devices with visits, leases that are revoked, letting in without a word, undo',
    ...{ ...two, visits: [[1, 1]], cap: 3, want: 2, undo: true, revoke: true, policy: accept },
  },
  {
    name: 'leases in turn on two devices',
    covers: 'two leases each, larger than what is used of them',
    ...{ ...two, cap: 2, want: 2, leases: 2, undo: true },
  },
  {
    name: 'three visits, revoke',
    covers: 'one device whose two leases are revoked at any time',
    ...{ ...two, devices: 1, visits: [[1], [1], [1]], cap: 2, leases: 2, want: 2, revoke: true },
  },
  { name: 'three devices', covers: 'three devices with a lease each, and one place', ...{ ...two, devices: 3 } },
  {
    name: 'two devices, two visits, unconfirmed limit',
    covers: 'letting in without a word, visit after visit',
    ...{ ...two, visits: twoUses, leases: 0, policy: accept },
  },
  {
    name: 'three visits, unconfirmed limit',
    covers: 'facts beyond the cap, upgraded refusals and undo of either, one after the other',
    ...{ ...two, devices: 1, visits: [[1], [1], [1]], leases: 0, undo: true, policy: accept },
  },
  {
    name: 'two devices with everything',
    covers: 'undo, revoke, recall and letting in without a word at once',
    ...{ ...two, undo: true, revoke: true, recall: true, policy: accept },
  },
  {
    name: 'two devices, two visits, leases',
    covers: 'visits before, out of and after a lease on two devices',
    ...{ ...two, visits: twoUses, cap: 2 },
  },
  {
    name: 'copied, two visits',
    covers: 'a cloned profile with what its device had begun before and goes on with after',
    ...{ ...two, visits: twoUses, copied: true },
  },
  {
    name: 'last known, two visits',
    covers: 'shares of places last told on two devices, visit after visit',
    ...{ ...two, visits: twoUses, cap: 2, leases: 0, policy: { kind: 'last-known', devices: 2 } },
  },
  {
    name: 'soft, last known',
    covers: 'shares of places last told, which in a soft show count those that leases hold',
    ...{ ...soft, policy: { kind: 'last-known', devices: 2 } },
  },
  {
    name: 'soft, three devices',
    covers: 'visits of two places, each held by another device, reassigned in every order',
    ...{ ...soft, devices: 3, visits: [[2]], cap: 2 },
  },
];

/** So many states stay below 2 GB. */
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

/** What breaks with a flaw that was said to be harmless. */
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
    say(`${flaw}: tried to the end in ${tried} of ${configurations.length} configurations, ${states} states`);
  }
  return wrong;
}

/** Lets what waits have its turn: a search never does. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
