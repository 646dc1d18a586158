/** The example till `pos-headless`, as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Till {
  /** Types a line. */
  type(line: string): void;
  /** The next line it says. */
  says(): Promise<string>;
  /** What it says to a line. */
  ask(line: string): Promise<string>;
  /** `kill -9`. Resolves once it is gone. */
  kill(): Promise<void>;
  /** Its exit code, once it has ended by itself. */
  ended(): Promise<number>;
}

export function startTill(given: { registry: string; token: string; show: string; file: string }): Till {
  const options = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(process.execPath, ['examples/pos-headless/src/pos.ts', ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  // Our own child only: it must not outlive a test that failed.
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  child.once('exit', () => process.off('exit', killChild));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  const type = (line: string) => void child.stdin.write(`${line}\n`);
  async function says(): Promise<string> {
    const { done, value } = await lines.next();
    if (done) throw new Error('The till has ended.');
    return value;
  }
  return {
    type,
    says,
    ask(line) {
      type(line);
      return says();
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async ended() {
      const [code] = await gone;
      return code;
    },
  };
}
