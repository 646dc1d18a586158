/** A house's registry as its operator runs it: the command of the built package, on a folder, with the journeys' clock. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { shiftClock } from '@kaiku/testkit/playwright';
import { clockAheadMs } from './clock.ts';

/** What a command has printed, and how it has ended. */
export interface Ran {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

export interface House {
  /** The registry's address; the same after each start. */
  readonly url: string;
  /** The address of the pages of the house. */
  readonly desk: string;
  /** What the first run has shown once. */
  readonly token: string;
  /** The code with which the first manager makes a passkey. */
  readonly managerCode: string;
  /** The id of the show that the first run has made. */
  readonly show: string;
  /** Starts the registry again. */
  serve(): Promise<void>;
  /** Ends the registry, as Ctrl-C does. */
  stop(): Promise<void>;
  /** Kills the registry. */
  kill(): Promise<void>;
  /** Runs another command of `kaiku-registry` on the folder. */
  run(...args: string[]): Promise<Ran>;
}

const clock = `data:text/javascript,${encodeURIComponent(`(${shiftClock})(${clockAheadMs})`)}`;
const bin = ['--import', clock, 'packages/registry/dist/bin.js'];

/** Starts a registry in an empty folder. */
export async function openHouse(
  data: string,
  names: { readonly venue: string; readonly show: string },
): Promise<House> {
  let child: ChildProcess | undefined;
  const killChild = () => child?.kill('SIGKILL');
  // The process must not outlive a test that failed.
  process.once('exit', killChild);

  /** Starts it, and returns what it prints, by the first word of each line, up to the line `last`. */
  async function start(port: string, last: string): Promise<ReadonlyMap<string, string>> {
    const args = [...bin, 'serve', '--data', data, '--port', port, '--venue', names.venue, '--show', names.show];
    const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    const said = new Map<string, string>();
    for await (const line of createInterface({ input: started.stdout })) {
      const [, name = '', value = ''] = /^(\w+)\s+(.*)/.exec(line) ?? [];
      said.set(name, value);
      if (name === last) return said;
    }
    throw new Error(`The registry ended before it printed its ${last}.`);
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    child = undefined;
  }

  const first = await start('0', 'Manager');
  const [url = '', token = ''] = ['Registry', 'Token'].map((name) => first.get(name));
  const [, show = ''] = /\(([\w-]+)\)/.exec(first.get('Show') ?? '') ?? [];
  const [, desk = '', managerCode = ''] = /^(\S+) with the code ([\w-]+)/.exec(first.get('Manager') ?? '') ?? [];
  return {
    ...{ url, desk, token, managerCode, show },
    async serve() {
      await start(new URL(url).port, 'Cards');
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    run: (...args) =>
      new Promise((resolve) => {
        execFile(process.execPath, [...bin, ...args, '--data', data], (error, stdout, stderr) => {
          const lines = `${stdout}${stderr}`.trim().split('\n');
          resolve({ lines, exitCode: error === null ? 0 : Number(error.code ?? -1) });
        });
      }),
  };
}
