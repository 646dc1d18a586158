/** A register in a process of its own, to be measured over HTTP. `DATABASE_URL` names a PostgreSQL, else it is PGlite. */
import { createSandbox, listen } from '@kaiku/sandbox';
import { seedBench } from './bench-world.ts';

const url = process.env.DATABASE_URL;
const sandbox = await createSandbox({
  database: url === undefined ? { kind: 'memory' } : { kind: 'postgres', url },
  scenario: 'empty',
  lookUpLimits: 'none',
  log: (line) => console.error(line),
});
if (url === undefined) await seedBench(sandbox.store);
const server = await listen(sandbox.app);
console.log(server.url);
