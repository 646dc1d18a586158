import { expect } from 'chai';
import { openOpfsLog } from '../../packages/client/src/storage/opfs-log.ts';
import type { Runner } from '../contract/runner.ts';
import { storageLogCase } from '../contract/storage-log.case.ts';
import { notIn } from '../engines/here.ts';

// Mocha's, given by the runner.
declare const describe: Runner['describe'];
declare const it: Runner['it'];

storageLogCase(
  // WebKitGTK has no synchronous handles in OPFS. Safari has them since 15.2.
  { describe: notIn(['webkit'], describe), it, expect },
  { kind: 'OPFS', open: openOpfsLog, newName: () => `a name with / and .. and ä ${crypto.randomUUID()}` },
);
