import { isKaikuError } from '../../packages/client/src/errors.ts';
import type { NewEntry } from '../../packages/client/src/storage/entry.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import { lease, newRequest, one, reportOf, two } from '../contract/outbox-capacity.case.ts';
import type { Runner } from '../contract/outbox-storage.case.ts';
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

/** A clock that was seen stays seen, also where the draw is undone. */
const onLease = { ...two, wallMs: lease.seenWallMs } as const;

/** Every call of a storage. What stands before: a request (1), a report (2), a lease of ten, one unconfirmed, a note. */
const calls: Readonly<Record<string, (storage: OutboxStorage) => Promise<unknown>>> = {
  identity: (storage) => storage.identity(),
  append: (storage) => storage.append(voided),
  'change, removing': (storage) => storage.change(1, 'request', null),
  'change, drawing on a lease': (storage) => storage.change(1, 'request', reportOf(request, 'lease'), onLease),
  'change, drawing on the unconfirmed limit': (storage) =>
    storage.change(1, 'request', reportOf(request, 'unconfirmed'), one),
  'change, giving back': (storage) =>
    storage.change(2, 'report', null, { from: 'unconfirmed-refund', showId: 'hamlet' }),
  'change of what stands elsewhere': (storage) => storage.change(1, 'report', null),
  entries: (storage) => storage.entries(),
  capacity: (storage) => storage.capacity('hamlet'),
  leases: (storage) => storage.leases(),
  changeLease: (storage) => storage.changeLease('hamlet', lease, { ...lease, state: 'closing' }),
  recount: (storage) => storage.recount(),
  note: (storage) => storage.note('clock'),
  keepNote: (storage) => storage.keepNote('clock', 'later'),
  forgetLoss: (storage) => storage.forgetLoss(),
};

/** `unheard`: it may have been done although nothing is heard of it. `cold`: met by a storage that was not opened yet. */
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
  { what: 'nothing is ever heard of it', break: neverSettles },
  { what: 'it is done but never heard of', break: endsUnheard, unheard: true },
  { what: 'it is done but told as failed', break: doneButToldAsFailed, unheard: true },
  { what: 'the connection is closed under it', break: closedUnderIt },
  { what: 'the connection has been closed', break: closedBefore },
  { what: 'opening is never heard of', break: opensNever, cold: true },
  { what: 'opening aborts', break: opensWithAbort, cold: true },
];

/** How storages are opened: with a copy, and without one where that is tried too. */
export interface FaultStage {
  newName(): string;
  readonly copied: Open;
  readonly uncopied?: Open;
}
type Open = (name: string) => OutboxStorage;

/**
 * Every call meets every fault, once and for good, with and without a copy. Then another page looks: what resolved is
 * there, whole; what rejected has changed nothing. One exception, where nobody can know: see `unheard` below. With a copy
 * nothing rejects.
 */
export function outboxStorageFaults({ describe, it, expect }: Runner, stage: FaultStage): void {
  for (const fault of faults)
    describe(`IndexedDB where ${fault.what}`, () => {
      for (const name of Object.keys(calls))
        it(`lets ${name} be done or told as failed`, async () => {
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
    if (fault.times === 1 && !fault.unheard && !/heard/.test(fault.what)) throw new Error(`Not tried again: ${where}`);
    if (fault.unheard)
      expect(
        [before, after].map((one) => JSON.stringify(one)),
        where,
      ).to.contain(JSON.stringify(found));
    else expect(found, where).to.deep.equal(before);
  }
}

/** A storage with something of everything; `cold`: one that has not looked at it yet. */
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
