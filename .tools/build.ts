/** `npm run build`: builds every package and example page, unless the last build was of the same sources. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeElementFiles } from '../packages/scanner/scripts/element-files.ts';
import { root, runTool } from './run.ts';

const stampFile = path.join(root, 'packages/scanner/dist/.built');

/** A change in any of these files makes a new build. */
const sources = [
  'packages/*/src/**/*',
  'packages/*/{package,tsconfig*}.json',
  'examples/*/src/**/*',
  'examples/pos-react/{index.html,vite.config.ts}',
  'examples/wordpress/kaiku-scanner/*',
  'rollup.config.mjs',
  'packages/scanner/scripts/*',
  'tsconfig.json',
  'package-lock.json',
];

/** Deletes all `dist` folders and builds them again. @throws Error if rollup or tsc fails */
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
        'packages/house',
        'packages/testkit',
      ],
    ),
  ]);
  if (!bundled) throw new Error('rollup failed. Its message is above.');
  if (!typed) throw new Error('tsc failed. Its message is above.');
  // A program of its own, as a vendor's: it takes the packages as they are published.
  if (!(await runTool('vite', 'build', 'examples/pos-react', '--logLevel', 'warn')))
    throw new Error('vite failed. Its message is above.');
  await writeElementFiles();
  copyPlugin();
  writeFileSync(stampFile, stamp);
}

/** Makes the next build one from nothing. */
export function forgetBuild(): void {
  rmSync(stampFile, { force: true });
}

/** Writes the folder that WordPress installs: the plugin with the element's files. */
function copyPlugin(): void {
  const plugin = path.join(root, 'examples/wordpress/dist/kaiku-scanner');
  cpSync(path.join(root, 'examples/wordpress/kaiku-scanner'), plugin, { recursive: true });
  cpSync(path.join(root, 'packages/scanner/dist/bundle'), path.join(plugin, 'element'), {
    recursive: true,
    filter: (file) => !file.endsWith('.map'),
  });
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
