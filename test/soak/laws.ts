/** Repeats every test file with properties of fast-check, with other seeds. */
import { globSync, readFileSync } from 'node:fs';
import { runTool } from '../../.tools/run.ts';

export interface LawsSoakOptions {
  readonly rounds: number;
  /** The seed of the first round; each next round adds one. */
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface LawsSoakReport {
  readonly rounds: number;
  readonly files: number;
  /** Must be empty: the seeds with which a property failed. Vitest has printed the property and the smallest case. */
  readonly violations: readonly string[];
}

export async function runLawsSoak({ rounds, seed, say }: LawsSoakOptions): Promise<LawsSoakReport> {
  const tests = ['packages/*/src/**/*.test.ts', 'test/{capture,client}/**/*.test.ts'];
  const files = globSync(tests).filter(
    (file) => !file.endsWith('.browser.test.ts') && /'fast-check'|outbox-histories/.test(readFileSync(file, 'utf8')),
  );
  const violations: string[] = [];
  for (let round = seed; round < seed + rounds; round += 1) {
    process.env.KAIKU_SEED = String(round);
    const config = ['--config', 'test/vitest.config.ts', '--project', 'source', '--reporter=dot'] as const;
    if (!(await runTool('vitest', 'run', ...config, ...files))) violations.push(`seed ${round}`);
    say(`laws, seed ${round}: ${files.length} files, ${violations.length} seeds wrong`);
  }
  delete process.env.KAIKU_SEED;
  return { rounds, files: files.length, violations };
}
