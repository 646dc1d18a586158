/**
 * Runs before each test file. Every property of fast-check draws the same values in every run, unless its test sets a seed.
 * `npm run test:soak -- --only laws` sets KAIKU_SEED to draw others; `npm test` deletes that variable.
 */
import fc from 'fast-check';
import { defaultSeed } from './seed.ts';

fc.configureGlobal({ seed: Number(process.env.KAIKU_SEED ?? defaultSeed) });
