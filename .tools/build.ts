/**
 * Builds every package and example page, unless the last build was of these very sources.
 * `build()` is what `npm start`, `npm test` and `npm run build` call.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeElementFiles } from './element-files.ts';
import { root, runTool } from './run.ts';

const stampFile = path.join(root, 'packages/scanner/dist/.built');

/** What is built from: a change in any of these makes a new build. */
const sources = [
  'packages/*/src/**/*',
  'packages/*/{package,tsconfig*}.json',
  'examples/*/src/**/*',
  'rollup.config.mjs',
  '.tools/element-*.ts',
  'tsconfig.json',
  'package-lock.json',
];

/** Makes all `dist` folders, from nothing. @throws Error where a build fails; the message says which. */
export async function build(): Promise<void> {
  const stamp = sourcesHash();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  for (const dist of globSync('{packages,examples}/*/dist', { cwd: root }))
    rmSync(path.join(root, dist), { recursive: true });
  const [bundled, typed] = await Promise.all([
    runTool('rollup', '--config', 'rollup.config.mjs', '--silent'),
    runTool(
      'tsc',
      '-b',
      ...[
        'packages/capture',
        'packages/capture/src/engines',
        'packages/client',
        'packages/client/tsconfig.node.json',
        'packages/registry',
        'packages/scanner',
      ],
    ),
  ]);
  if (!bundled) throw new Error('rollup failed');
  if (!typed) throw new Error('tsc failed');
  await writeElementFiles();
  writeFileSync(stampFile, stamp);
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const file of globSync(sources, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()) {
    hash.update(path.relative(root, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

if (import.meta.main) await build();
