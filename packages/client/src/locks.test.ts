import { describe, expect, it } from 'vitest';
import { createEnvironment } from './environment.ts';
import { browserLocks, createInProcessLocks } from './locks.ts';

const web = browserLocks();
const kinds = [
  ['in this process', createInProcessLocks()] as const,
  ...(web ? [['of the platform', web] as const] : []),
];

describe.each(kinds)('locks %s', (kind, locks) => {
  const name = (what: string) => `test/${kind}/${what}`;

  it('are held until they are let go, and are seen meanwhile', async () => {
    const release = await locks.hold(name('held'));
    expect(await locks.held()).toContain(name('held'));
    release();
    await locks.exclusive(name('held'), async () => {});
    expect(await locks.held()).not.toContain(name('held'));
  });

  it('let one task run after the other, in the order of asking', async () => {
    const order: string[] = [];
    const task = (which: string) => async () => {
      order.push(`${which} begins`);
      await Promise.resolve();
      order.push(`${which} ends`);
      return which;
    };
    const both = [locks.exclusive(name('turn'), task('first')), locks.exclusive(name('turn'), task('second'))];
    expect(await Promise.all(both)).toEqual(['first', 'second']);
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('give the next its turn where a task fails, and tell the failure', async () => {
    const failing = locks.exclusive(name('failing'), () => Promise.reject(new Error('it failed')));
    const next = locks.exclusive(name('failing'), async () => 'done');
    await expect(failing).rejects.toThrow('it failed');
    expect(await next).toBe('done');
  });
});

describe('the environment', () => {
  it('gives all desks of a process the same locks, for two may share a storage', () => {
    expect(createEnvironment().locks).toBe(createEnvironment().locks);
  });
  it('makes ids that the contract takes, each another', () => {
    const { newId } = createEnvironment();
    const ids = [newId(), newId()];
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(2);
  });
});
