/**
 * Runs before each test file: every law of fast-check draws the same values on every machine and in every run, unless its
 * test has a seed of its own. `npm run test:soak -- --only laws` draws others, by KAIKU_SEED; `npm test` takes it away.
 */
import fc from 'fast-check';
import { defaultSeed } from './seed.ts';

fc.configureGlobal({ seed: Number(process.env.KAIKU_SEED ?? defaultSeed) });
