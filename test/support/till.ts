/** The example till `pos-headless` in a separate process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Till {
  /** Types a line. */
  type(line: string): void;
  /** Returns the next line that it prints. */
  says(): Promise<string>;
  /** Types a line and returns the next line that it prints. */
  ask(line: string): Promise<string>;
  /** Kills it (`SIGKILL`). Resolves when the process has ended. */
  kill(): Promise<void>;
  /** Waits until the process ends. Resolves to its exit code. */
  ended(): Promise<number>;
}

export function startTill(given: { registry: string; token: string; show: string; file: string }): Till {
  const options = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(process.execPath, ['examples/pos-headless/src/pos.ts', ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  // The process must not outlive a test that failed.
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  child.once('exit', () => process.off('exit', killChild));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  const type = (line: string) => void child.stdin.write(`${line}\n`);
  async function says(): Promise<string> {
    const { done, value } = await lines.next();
    if (done) throw new Error('The till has ended and prints no further lines.');
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
