/** A registry in its own process, to be measured over HTTP. `DATABASE_URL` names a PostgreSQL; without it, PGlite is used. */
import { createRegistryServer, listen } from '@kaiku/registry';
import { seedBench } from './bench-world.ts';

const url = process.env.DATABASE_URL;
const registryServer = await createRegistryServer({
  database: url === undefined ? { kind: 'memory' } : { kind: 'postgres', url },
  scenario: 'empty',
  lookUpLimits: 'none',
  log: (line) => console.error(line),
});
if (url === undefined) await seedBench(registryServer.store);
const server = await listen(registryServer.app);
console.log(server.url);
