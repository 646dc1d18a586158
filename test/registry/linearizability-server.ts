/**
 * One of several registry processes on one PostgreSQL, to be killed. `DATABASE_URL` names the database,
 * `DATABASE_POOLER` the pooler in between. Prints its address.
 * The header `kaiku-test-fault` chooses the fault of a request, so that the client's seed determines it.
 */
import { createRegistryServer, type DatabaseChoice, type Fault, listen } from '@kaiku/registry';

const url = process.env.DATABASE_URL;
const pooler = process.env.DATABASE_POOLER;
if (url === undefined) throw new Error('DATABASE_URL is not set.');
const registryServer = await createRegistryServer({
  database: { kind: 'postgres', url, ...(isPooler(pooler) && { pooler }) },
  scenario: 'empty',
  // All clients share one token, and a fast machine sends more with it than a device may.
  budgets: 'none',
  chooseFault: wantedFault,
  log: (line) => console.error(line),
});
const server = await listen(registryServer.app);
console.log(server.url);

function wantedFault(request: Request): Fault | undefined {
  const kind = request.headers.get('kaiku-test-fault');
  return kind === 'drop-before' || kind === 'drop-after' ? { kind } : undefined;
}

function isPooler(text: string | undefined): text is Required<DatabaseChoice & { kind: 'postgres' }>['pooler'] {
  return text === 'named-statements' || text === 'unnamed-statements';
}
