import { createRegistryServer } from '@kaiku/registry';
import { registryCases } from './registry.case.ts';

registryCases('PGlite in memory', async (options) => {
  const registryServer = await createRegistryServer(options);
  return { registryServer, close: () => registryServer.close() };
});
