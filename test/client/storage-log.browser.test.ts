import { expect } from 'chai';
import { openOpfsLog } from '../../packages/client/src/storage/opfs-log.ts';
import type { Runner } from '../contract/runner.ts';
import { storageLogCase } from '../contract/storage-log.case.ts';

// Mocha's, given by the runner.
declare const describe: Runner['describe'];
declare const it: Runner['it'];

storageLogCase(
  { describe, it, expect },
  { kind: 'OPFS', open: openOpfsLog, newName: () => `a name with / and .. and ä ${crypto.randomUUID()}` },
);
