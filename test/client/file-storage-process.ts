import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('./file-storage-child.ts', import.meta.url));

export interface WriterProcess {
  /** All it has said so far. */
  readonly said: readonly string[];
  /** Resolves once it has said so many lines. */
  saidLines(count: number): Promise<void>;
  /** Has it add an entry. */
  add(): void;
  /** `kill -9`. Resolves once it is gone and all it said was heard. */
  kill(): Promise<void>;
}

/** Another process over a file. */
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
        closed.then(() => reject(new Error(`It ended after: ${text}`)));
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
