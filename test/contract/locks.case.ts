import type { Locks } from '../../packages/client/src/locks.ts';
import type { Runner } from './runner.ts';

/** An implementation of locks. */
export interface LocksKind {
  readonly kind: string;
  readonly locks: Locks;
}

/** The promises of `Locks`. */
export function locksCase({ describe, it, expect }: Runner, { kind, locks }: LocksKind): void {
  const name = (suffix: string) => `test/${kind}/${suffix}`;

  describe(`locks: ${kind}`, () => {
    it('are listed from `hold` until their release', async () => {
      const release = await locks.hold(name('held'));
      expect((await locks.held()).has(name('held'))).to.equal(true);
      release();
      await locks.exclusive(name('held'), async () => {});
      expect((await locks.held()).has(name('held'))).to.equal(false);
    });

    it('are independent of each other by name', async () => {
      const release = await locks.hold(name('one'));
      expect(await locks.exclusive(name('other'), async () => 'done')).to.equal('done');
      release();
    });

    it('run exclusive tasks of a name one after another, in the order of the calls', async () => {
      const order: string[] = [];
      const task = (which: string) => async () => {
        order.push(`${which} begins`);
        await Promise.resolve();
        order.push(`${which} ends`);
        return which;
      };
      const both = [locks.exclusive(name('turn'), task('first')), locks.exclusive(name('turn'), task('second'))];
      expect(await Promise.all(both)).to.deep.equal(['first', 'second']);
      expect(order).to.deep.equal(['first begins', 'first ends', 'second begins', 'second ends']);
    });

    it('run the next exclusive task if one rejects, and pass the rejection on', async () => {
      const failing = locks.exclusive(name('failing'), () => Promise.reject(new Error('it failed')));
      const next = locks.exclusive(name('failing'), async () => 'done');
      const message = await failing.then(
        () => undefined,
        (error: Error) => error.message,
      );
      expect(message).to.equal('it failed');
      expect(await next).to.equal('done');
    });
  });
}
