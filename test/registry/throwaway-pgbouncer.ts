import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { freePort, runAs, untilReady } from './throwaway-postgres.ts';

/** Where Debian's package installs it. */
const program = process.env.PGBOUNCER ?? '/usr/sbin/pgbouncer';

/**
 * Starts a PgBouncer in transaction mode in front of a PostgreSQL, with few server connections, so that clients share
 * them. `stop` deletes it.
 */
export async function startPgBouncer(postgresUrl: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  if (!existsSync(program))
    throw new Error(`There is no ${program}: install PgBouncer, or set PGBOUNCER to its program.`);
  const folder = await mkdtemp(path.join(tmpdir(), 'kaiku-pgbouncer-'));
  const user = await runAs(folder);
  const { port: serverPort, username, pathname } = new URL(postgresUrl);
  const port = await freePort();
  const lines = [
    '[databases]',
    `${pathname.slice(1)} = host=127.0.0.1 port=${serverPort} user=${username}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 4',
  ];
  const file = path.join(folder, 'pgbouncer.ini');
  await writeFile(file, lines.join('\n'), { mode: 0o644 });
  const server = spawn(program, ['-q', file], { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(server, 'exit');
  const killChild = () => server.kill('SIGINT');
  process.once('exit', killChild);
  const url = `postgres://${username}@127.0.0.1:${port}${pathname}`;
  await untilReady(url);
  return {
    url,
    async stop() {
      process.off('exit', killChild);
      server.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Gives the database's role the settings that a pooler cannot carry, with the statements that the registry prints. */
export async function setRole(url: string): Promise<void> {
  const refused = await createRegistryServer({
    database: { kind: 'postgres', url, pooler: 'unnamed-statements' },
  }).then(
    () => new Error('It started without the settings.'),
    (error: Error) => error,
  );
  const statements = refused.message.split('Run: ')[1];
  if (statements === undefined) throw refused;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statements);
  await client.end();
}
