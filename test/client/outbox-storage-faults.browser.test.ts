import { expect } from 'chai';
import { idbStorage } from '../../packages/client/src/storage/idb-storage.ts';
import type { Runner } from '../contract/runner.ts';
import { outboxStorageFaults } from './outbox-storage-faults.ts';

// Mocha's, given by the runner.
declare const describe: Runner['describe'];
declare const it: Runner['it'];

outboxStorageFaults({ describe, it, expect }, { newName: () => `outbox-${crypto.randomUUID()}`, copied: idbStorage });
