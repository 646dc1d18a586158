import { isKaikuError } from '../../packages/client/src/errors.ts';
import type { NewEntry } from '../../packages/client/src/storage/entry.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import { lease, newRequest, one, reportOf, two } from '../contract/outbox-capacity.case.ts';
import type { Runner } from '../contract/runner.ts';
import {
  abortsAtTheEnd,
  closedBefore,
  closedUnderIt,
  doneButToldAsFailed,
  endsUnheard,
  neverSettles,
  opensNever,
  opensWithAbort,
  throwsAtOnce,
  throwsForRoom,
} from './outbox-storage-breakage.ts';

const request = newRequest();
const voided: NewEntry = {
  stage: 'void',
  visitId: '019a0000-0000-7000-8002-000000000001',
  showId: 'hamlet',
  reason: 'undone-by-clerk',
  consumedFrom: null,
  notice: null,
};

/** The latest seen time stays, even if the change is undone. */
const onLease = { ...two, wallMs: lease.seenWallMs } as const;

/** Every call of a storage that has a request (1), a report (2), a lease of ten tickets, one unconfirmed visit and a note. */
const calls: Readonly<Record<string, (storage: OutboxStorage) => Promise<unknown>>> = {
  identity: (storage) => storage.identity(),
  append: (storage) => storage.append(voided),
  'change, removing': (storage) => storage.change(1, 'request', null),
  'change, consuming a lease': (storage) => storage.change(1, 'request', reportOf(request, 'lease'), onLease),
  'change, counting an unconfirmed visit': (storage) =>
    storage.change(1, 'request', reportOf(request, 'unconfirmed'), one),
  'change, giving back': (storage) =>
    storage.change(2, 'report', null, { from: 'unconfirmed-refund', showId: 'hamlet' }),
  'change, keeping what it removes': (storage) =>
    storage.change(1, 'request', null, undefined, { entry: voided, atMs: 0 }),
  'returnKept of an entry that is pending': (storage) => storage.returnKept([1], 1),
  eraseKept: (storage) => storage.eraseKept(),
  'change of an entry at another stage': (storage) => storage.change(1, 'report', null),
  entries: (storage) => storage.entries(),
  capacity: (storage) => storage.capacity('hamlet'),
  leases: (storage) => storage.leases(),
  changeLease: (storage) => storage.changeLease('hamlet', lease, { ...lease, state: 'closing' }),
  recount: (storage) => storage.recount(),
  note: (storage) => storage.note('clock'),
  keepNote: (storage) => storage.keepNote('clock', 'later'),
  forgetLoss: (storage) => storage.forgetLoss(),
};

/** `unheard`: the call may have been done without an event. `cold`: the storage is not open yet. */
const faults: readonly {
  readonly what: string;
  readonly break: (times: number) => () => void;
  readonly unheard?: true;
  readonly cold?: true;
}[] = [
  { what: 'nothing goes wrong', break: () => () => {} },
  { what: 'the transaction aborts after its requests', break: abortsAtTheEnd },
  { what: 'it throws at once', break: throwsAtOnce },
  { what: 'there is no room', break: throwsForRoom },
  { what: 'no event is ever heard', break: neverSettles },
  { what: 'it is done but no event is heard', break: endsUnheard, unheard: true },
  { what: 'it is done but reported as failed', break: doneButToldAsFailed, unheard: true },
  { what: 'the connection is closed during it', break: closedUnderIt },
  { what: 'the connection has been closed', break: closedBefore },
  { what: 'no event of the opening is heard', break: opensNever, cold: true },
  { what: 'opening aborts', break: opensWithAbort, cold: true },
];

/** How to open storages with a copy, and without one if that is tested too. */
export interface FaultStage {
  newName(): string;
  readonly copied: Open;
  readonly uncopied?: Open;
}
type Open = (name: string) => OutboxStorage;

/**
 * Runs every call with every fault, once and permanently, with and without a copy. Then another page reads: a call that
 * resolved is stored whole, and one that rejected has changed nothing, except if that cannot be known (`unheard`). With a copy
 * no call rejects.
 */
export function outboxStorageFaults({ describe, it, expect }: Runner, stage: FaultStage): void {
  for (const fault of faults)
    describe(`the storage in IndexedDB, if ${fault.what},`, () => {
      for (const name of Object.keys(calls))
        it(`either does or rejects ${name}`, async () => {
          for (const times of [1, Number.POSITIVE_INFINITY]) {
            await meets(name, stage.copied, { ...fault, times });
            if (stage.uncopied !== undefined) await meets(name, stage.uncopied, { ...fault, times });
          }
        });
    });

  let before: unknown;
  const expected = new Map<string, { readonly right: unknown; readonly after: unknown }>();

  async function withoutFault(name: string, call: (storage: OutboxStorage) => Promise<unknown>) {
    const storage = await furnished(stage.copied, stage.newName());
    const right = await call(storage);
    const found = { right, after: await snapshot(storage) };
    expected.set(name, found);
    return found;
  }

  async function meets(
    name: string,
    open: Open,
    fault: (typeof faults)[number] & { readonly times: number },
  ): Promise<void> {
    const call = calls[name] ?? (() => Promise.reject(new Error('There is no such call.')));
    before ??= await snapshot(await furnished(stage.copied, stage.newName()));
    const { right, after } = expected.get(name) ?? (await withoutFault(name, call));
    const isCopied = open === stage.copied;
    const storage = await furnished(open, stage.newName(), fault.cold);
    const repair = fault.break(fault.times);
    const outcome = await call(storage).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    repair();
    await storage.close();
    const found = await snapshot(open(storage.name));

    const where = `${name}, ${fault.what}, ${fault.times} times, ${isCopied ? 'with' : 'without'} a copy`;
    if ('value' in outcome) {
      expect(found, where).to.deep.equal(after);
      if (name !== 'identity') expect(outcome.value, where).to.deep.equal(right);
      return;
    }
    if (isCopied) throw new Error(`Not done with a copy: ${where}`, { cause: outcome.error });
    expect(isKaikuError(outcome.error) && outcome.error.code, where).to.equal('outbox/storage');
    if (fault.times === 1 && !fault.unheard && !/heard/.test(fault.what)) throw new Error(`Not retried: ${where}`);
    if (fault.unheard)
      expect(
        [before, after].map((one) => JSON.stringify(one)),
        where,
      ).to.contain(JSON.stringify(found));
    else expect(found, where).to.deep.equal(before);
  }
}

/** Opens a storage with every kind of data. @param cold true if it must not have read the data yet */
async function furnished(open: Open, name: string, cold = false): Promise<OutboxStorage> {
  const storage = open(name);
  await storage.append(request);
  const second = newRequest();
  const seq = await storage.append(second);
  await storage.change(seq, 'request', voidedReport, one);
  await storage.changeLease('hamlet', undefined, lease);
  await storage.keepNote('clock', 'before');
  if (!cold) return storage;
  await storage.close();
  return open(name);
}
const voidedReport = reportOf(newRequest(), 'unconfirmed');

async function snapshot(storage: OutboxStorage): Promise<unknown> {
  const entries = await storage.entries();
  const { seqHigh, lost } = await storage.identity();
  const found = [
    entries,
    seqHigh,
    lost,
    await storage.capacity('hamlet'),
    await storage.leases(),
    await storage.note('clock'),
  ];
  await storage.close();
  return found;
}
