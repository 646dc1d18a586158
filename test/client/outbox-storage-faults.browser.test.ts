import { expect } from 'chai';
import type { Runner } from '../contract/outbox-storage.case.ts';
import { outboxStorageFaults } from './outbox-storage-faults.ts';

// Mocha's, given by the runner.
declare const describe: Runner['describe'];
declare const it: Runner['it'];

outboxStorageFaults({ describe, it, expect }, () => `outbox-${crypto.randomUUID()}`);
