/** Registry processes on one PostgreSQL. Each can be killed and restarts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('./linearizability-server.ts', import.meta.url));

export interface Servers {
  /** Addresses of the running ones. A killed one is missing until it has restarted. */
  readonly urls: readonly string[];
  /** Kills one without warning and starts another in its place. */
  kill(which: number): Promise<void>;
  stop(): Promise<void>;
  /** The lines of their logs. A line is a failure of the registry. */
  readonly complaints: readonly string[];
}

/** Starts the processes, each with its own port and these environment variables. */
export async function startServers(
  howMany: number,
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Servers> {
  const complaints: string[] = [];
  const running = await Promise.all(
    Array.from({ length: howMany }, () => startServer({ DATABASE_URL: databaseUrl, ...env }, complaints)),
  );
  const up = new Set(running.map((_, index) => index));
  return {
    complaints,
    get urls() {
      return [...up].flatMap((index) => running[index]?.url ?? []);
    },
    async kill(which) {
      const server = running[which];
      if (server === undefined || !up.has(which)) return;
      up.delete(which);
      await end(server.child);
      running[which] = await startServer({ DATABASE_URL: databaseUrl, ...env }, complaints);
      up.add(which);
    },
    async stop() {
      await Promise.all(running.map(({ child }) => end(child)));
    },
  };
}

async function startServer(
  env: Readonly<Record<string, string>>,
  complaints: string[],
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--conditions=kaiku-source', '--disable-warning=ExperimentalWarning', entry], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Only this test's own child: it must not outlive a test run that crashed.
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  child.once('exit', () => process.off('exit', killChild));
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  for await (const url of createInterface({ input: child.stdout })) return { child, url };
  throw new Error(`A registry process ended before it listened: ${complaints.join('\n')}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
