import { expect } from 'chai';
import { idbStorage } from '../../packages/client/src/storage/idb-storage.ts';
import { outboxStorageCase, type Runner } from '../contract/outbox-storage.case.ts';
import { idbFaults } from './idb-faults.ts';
import { outboxStorageEmergency } from './outbox-storage-emergency.ts';
import { outboxStorageLoss } from './outbox-storage-loss.ts';

// Mocha's, given by the runner.
declare const describe: Runner['describe'];
declare const it: Runner['it'];

const runner: Runner = { describe, it, expect };
const newName = () => `outbox-${crypto.randomUUID()}`;

outboxStorageCase(runner, {
  kind: "this browser's IndexedDB",
  create: () => idbStorage(newName()),
  reopen: ({ name }) => idbStorage(name),
});
idbFaults(runner, newName);
outboxStorageLoss(runner, newName);
outboxStorageEmergency(runner, newName);
