import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('./file-storage-child.ts', import.meta.url));

export interface WriterProcess {
  /** The lines that it has printed so far. */
  readonly said: readonly string[];
  /** Resolves once it has printed this number of lines. */
  saidLines(count: number): Promise<void>;
  /** Makes it add an entry. */
  add(): void;
  /** Kills it with `kill -9`. Resolves once it has ended and its output was read. */
  kill(): Promise<void>;
}

/** Starts another process that writes to a file. */
export function startWriter(file: string, how: 'lines' | 'on'): WriterProcess {
  const args = ['--conditions=kaiku-source', '--disable-warning=ExperimentalWarning', entry, file, how];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let text = '';
  const said = () => text.split('\n').slice(0, -1);
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  return {
    get said() {
      return said();
    },
    saidLines(count) {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (said().length < count) return;
          child.stdout.off('data', look);
          resolve();
        };
        child.stdout.on('data', look);
        closed.then(() => reject(new Error(`The process ended after: ${text}`)));
        look();
      });
    },
    add: () => child.stdin.write('\n'),
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
