import { createSandbox } from '@kaiku/sandbox';
import { registerCases } from './register.case.ts';

registerCases('PGlite in memory', async (options) => {
  const sandbox = await createSandbox(options);
  return { sandbox, close: () => sandbox.close() };
});
