import { createRegistryServer } from '@kaiku/registry';
import { registerCases } from './register.case.ts';

registerCases('PGlite in memory', async (options) => {
  const registryServer = await createRegistryServer(options);
  return { registryServer, close: () => registryServer.close() };
});
