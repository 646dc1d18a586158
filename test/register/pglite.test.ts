import { createSandbox } from '@kaiku/sandbox';
import { registerCases } from './register.case.ts';

registerCases('PGlite in memory', async (now) => {
  const sandbox = await createSandbox({ now });
  return { sandbox, close: () => sandbox.close() };
});
