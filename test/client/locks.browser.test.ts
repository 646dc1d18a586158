import { expect } from 'chai';
import { browserLocks } from '../../packages/client/src/locks.ts';
import { locksCase } from '../contract/locks.case.ts';
import type { Runner } from '../contract/runner.ts';

// Mocha's, given by the runner.
declare const describe: Runner['describe'];
declare const it: Runner['it'];

const locks = browserLocks();
if (locks === undefined) throw new Error('This browser has no Web Locks API.');
locksCase({ describe, it, expect }, { kind: 'of the browser', locks });
