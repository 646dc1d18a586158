import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLog } from '../../packages/client/src/storage/log.ts';
import { decodeRecords, encodeRecord, type LogRecord } from '../../packages/client/src/storage/log-record.ts';
import { recover } from '../../packages/client/src/storage/recover.ts';
import { apply, type Change, type Key } from '../../packages/client/src/storage/store.ts';
import { storageLogCase } from '../contract/storage-log.case.ts';
import { createFakeOpfs } from '../support/fake-opfs.ts';

const folders = new Map<string, ReturnType<typeof createFakeOpfs>>();
let last = 0;
storageLogCase(
  { describe, it, expect },
  {
    kind: 'a fake',
    newName() {
      last += 1;
      return `log-${last}`;
    },
    open(name) {
      const folder = folders.get(name) ?? createFakeOpfs();
      folders.set(name, folder);
      return openLog(folder.open(), folder.channel());
    },
  },
);

describe('the log of a storage', () => {
  it('cannot be opened in a browser without handles, and leaves no row of empty files there', async () => {
    const folder = createFakeOpfs();
    folder.trouble = 'has-no-handles';
    await expect(openLog(folder.open(), folder.channel())).rejects.toThrow('no backend');
    expect(folder.files.size).toBe(1);
  });
});

const key = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom('tally', 'lease:hamlet', 'note:ä'));
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(key, fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.record({ left: fc.nat() }))),
  fc.tuple(key),
);
const write = fc.record({
  tab: fc.nat(2),
  whole: fc.boolean(),
  /** The tab dies afterwards, and another one replaces it. */
  dies: fc.constantFrom(false, false, false, true),
  changes: fc.array(change, { minLength: 1, maxLength: 4 }),
});

/** Returns a store's content after some transactions, and the files of the tabs that wrote them. */
async function written(writes: readonly (typeof write extends fc.Arbitrary<infer T> ? T : never)[]) {
  const folder = createFakeOpfs();
  const open = () => openLog(folder.open(), folder.channel());
  const tabs = [await open(), await open(), await open()];
  const content = new Map<Key, unknown>();
  let revision = 0;
  for (const { tab, whole, dies, changes } of writes) {
    apply(changes, content);
    revision += 1;
    const isWhole = whole || revision === 1;
    const record = encodeRecord({ journal: 'a', revision, whole: isWhole, changes: isWhole ? [...content] : changes });
    const log = tabs[tab];
    await (isWhole ? log?.restart(record, revision) : log?.append(record, revision));
    if (dies) {
      await log?.close();
      tabs[tab] = await open();
    }
  }
  // Wait until files are emptied.
  for (const log of tabs) await log.files();
  return { folder, content, revision };
}

const inOrder = (content: Iterable<readonly [Key, unknown]>) =>
  new Map([...content].sort(([a], [b]) => (a < b ? -1 : 1)));

describe('`recover`', () => {
  it('returns everything acknowledged if the next record is cut off or damaged anywhere (property)', async () => {
    const ends = fc.record({ at: fc.nat(), file: fc.nat(), how: fc.constantFrom('cut', 'garbage', 'zeros') });
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { minLength: 1, maxLength: 12 }),
        fc.array(change, { minLength: 1 }),
        ends,
        async (writes, changes, { at, file, how }) => {
          const { folder, content, revision } = await written(writes);
          const files = [...folder.files.values()];
          const unheard = encodeRecord({ journal: 'a', revision: revision + 1, whole: false, changes });
          const torn = unheard.slice(0, at % unheard.length);
          if (how !== 'cut') torn.fill(how === 'zeros' ? 0 : 0x5a, torn.length >> 1);
          const target = file % files.length;
          const before = files[target] ?? new Uint8Array();
          files[target] = new Uint8Array([...before, ...torn]);
          const [found, ...others] = recover(files);
          expect(others).toEqual([]);
          expect(found?.revision).toBe(revision);
          expect(inOrder(found?.content as never)).toEqual(inOrder(content));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('returns nothing or an earlier state, never a wrong one, if any byte is wrong (property)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.nat(),
        async (writes, which, at) => {
          const { folder } = await written(writes);
          const states = new Map<number, Map<Key, unknown>>();
          const content = new Map<Key, unknown>();
          for (const [nth, { changes }] of writes.entries()) {
            apply(changes, content);
            states.set(nth + 1, new Map(content));
          }
          const files = [...folder.files.values()].filter((bytes) => bytes.length > 0);
          const bytes = files[which % files.length] ?? new Uint8Array();
          const place = at % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ 0x10;
          for (const found of recover(files))
            expect(inOrder(found.content as never)).toEqual(inOrder(states.get(found.revision) ?? []));
        },
      ),
      { numRuns: 300 },
    );
  });

  const record = (revision: number, whole: boolean, value: unknown): LogRecord => ({
    ...{ journal: 'a', revision, whole },
    changes: [['key', value]],
  });
  const file = (...records: readonly LogRecord[]) => new Uint8Array(records.flatMap((one) => [...encodeRecord(one)]));

  it('returns nothing if a record in between is missing, or none is whole', () => {
    expect(recover([file(record(1, true, 'a'), record(3, false, 'c'))])).toEqual([]);
    expect(recover([file(record(1, false, 'a'), record(2, false, 'b'))])).toEqual([]);
    expect(recover([])).toEqual([]);
    expect(recover([file(record(1, true, 'a'), record(3, false, 'c')), file(record(2, false, 'b'))])).toEqual([
      { journal: 'a', revision: 3, content: [['key', 'c']] },
    ]);
  });

  it('returns each journal separately', () => {
    const other = { ...record(7, true, 'other'), journal: 'b' };
    const found = recover([file(record(1, true, 'a'), other), file(record(2, false, 'b'))]);
    expect(found.map(({ journal, revision }) => [journal, revision])).toEqual([
      ['a', 2],
      ['b', 7],
    ]);
  });

  it('returns the records unchanged (property)', () => {
    const records = [record(1, true, { ä: [null, '\u0000', -1.5] }), record(2, false, 'x'.repeat(70_000))];
    expect(decodeRecords(file(...records))).toEqual(records);
  });
});
