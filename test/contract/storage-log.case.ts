import type { Log } from '../../packages/client/src/storage/log.ts';
import type { Runner } from './runner.ts';

/** An implementation of the log. */
export interface LogKind {
  readonly kind: string;
  /** Opens one tab's log of a database. */
  open(database: string): Promise<Log>;
  newName(): string;
}

const record = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

/** The promises of `Log`. */
export function storageLogCase({ describe, it, expect }: Runner, { kind, open, newName }: LogKind): void {
  const textsOf = async (log: Log) => (await log.files()).map((bytes) => new TextDecoder().decode(bytes)).sort();

  describe(`the log of a storage: ${kind}`, () => {
    it('is empty at first, and then has what was appended, in order', async () => {
      const log = await open(newName());
      expect(await textsOf(log)).to.deep.equal([]);
      await log.append(record('one.'), 1);
      await log.append(record('two.'), 2);
      expect(await textsOf(log)).to.deep.equal(['one.two.']);
      await log.close();
    });

    it('is readable by the next tab, which appends to a file of its own', async () => {
      const name = newName();
      const before = await open(name);
      await before.append(record('one.'), 1);
      await before.close();
      const after = await open(name);
      await after.append(record('two.'), 2);
      expect(await textsOf(after)).to.deep.equal(['one.', 'two.']);
      await after.close();
    });

    it('shows each tab what the other has appended, while both are open', async () => {
      const name = newName();
      const [one, other] = [await open(name), await open(name)];
      await one.append(record('one.'), 1);
      await other.append(record('two.'), 2);
      await one.append(record('three.'), 3);
      expect(await textsOf(other)).to.deep.equal(['one.three.', 'two.']);
      await Promise.all([one.close(), other.close()]);
    });

    it('restarts with a record that covers everything, and empties the older files of closed and open tabs', async () => {
      const name = newName();
      const closed = await open(name);
      await closed.append(record('one.'), 1);
      await closed.close();
      const [idle, busy] = [await open(name), await open(name)];
      await idle.append(record('two.'), 2);
      await busy.append(record('three.'), 3);
      await busy.restart(record('all.'), 3);
      // Files are emptied before the next record is written.
      await busy.append(record('four.'), 4);
      await idle.files();
      expect(await textsOf(busy)).to.deep.equal(['all.four.']);
      await idle.append(record('five.'), 5);
      expect(await textsOf(busy)).to.deep.equal(['all.four.', 'five.']);
      await Promise.all([idle.close(), busy.close()]);
    });

    it('does not empty a file with a record after the one that covers everything', async () => {
      const name = newName();
      const [one, other] = [await open(name), await open(name)];
      await other.append(record('later.'), 9);
      await one.restart(record('all.'), 8);
      await one.append(record('next.'), 10);
      await other.files();
      expect(await textsOf(one)).to.deep.equal(['all.next.', 'later.']);
      await Promise.all([one.close(), other.close()]);
    });

    it('restarts any number of times in its two files', async () => {
      const log = await open(newName());
      for (let revision = 1; revision <= 20; revision += 1) {
        await log.restart(record(`all ${revision}.`), revision);
        await log.append(record('next.'), revision);
      }
      expect(await textsOf(log)).to.deep.equal(['all 20.next.']);
      await log.close();
    });

    it('rejects once it is closed', async () => {
      const log = await open(newName());
      await log.close();
      const refused = await log.append(record('one.'), 1).then(
        () => false,
        () => true,
      );
      expect(refused).to.equal(true);
    });
  });
}
