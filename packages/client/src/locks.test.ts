import { describe, expect, it } from 'vitest';
import { createMortalLocks } from '../../../test/client/model-page.ts';
import { locksCase } from '../../../test/contract/locks.case.ts';
import { createEnvironment } from './environment.ts';
import { browserLocks, createInProcessLocks } from './locks.ts';

const runner = { describe, it, expect };
locksCase(runner, { kind: 'of this process', locks: createInProcessLocks() });
locksCase(runner, { kind: 'of the model’s pages', locks: createMortalLocks().of(new Promise(() => {}), () => false) });
// The Web Locks API of the browser has its run in test/client/locks.browser.test.ts; Node has one from 24.5.
const platform = browserLocks();
if (platform !== undefined) locksCase(runner, { kind: 'of the platform', locks: platform });

describe('the environment', () => {
  it('returns the same locks for all devices of a process, because two may share a storage', () => {
    expect(createEnvironment().locks).toBe(createEnvironment().locks);
  });
  it('makes ids that the contract accepts, each different', () => {
    const { newId } = createEnvironment();
    const ids = [newId(), newId()];
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(2);
  });
});
