/** Runs a registry in its own process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Runs `work` with the address of a registry (bench-server.ts), and kills it afterwards. `env` as there. */
export async function withServer<T>(
  env: Readonly<Record<string, string>>,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const entry = fileURLToPath(new URL('./bench-server.ts', import.meta.url));
  const { DATABASE_URL: _, ...rest } = process.env;
  const child = spawn(process.execPath, ['--conditions=kaiku-source', '--disable-warning=ExperimentalWarning', entry], {
    env: { ...rest, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  try {
    return await work(await addressOf(child));
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    process.off('exit', killChild);
  }
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout !== null) for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('The registry ended before it listened.');
}
