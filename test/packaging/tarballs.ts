/** The packages as npm would publish them, packed once for each build. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = path.join(root, '.cache/tarballs');

export const packageNames = ['capture', 'client', 'registry', 'scanner', 'testkit'] as const;
export type PackageName = (typeof packageNames)[number];

/** Returns the file of a package's tarball. The packages must be built. */
export function tarball(name: PackageName): string {
  const folder = path.join(cache, packed());
  const [file] = globSync(`kaiku-${name}-*.tgz`, { cwd: folder });
  if (file === undefined) throw new Error(`npm packed no @kaiku/${name}.`);
  return path.join(folder, file);
}

/** Returns the name of the folder that has the tarballs of the last build. Makes it unless another test has. */
function packed(): string {
  const hash = createHash('sha256');
  for (const file of globSync(['packages/scanner/dist/.built', 'packages/*/{README.md,LICENSE}'], { cwd: root }).sort())
    hash.update(readFileSync(path.join(root, file)));
  const key = hash.digest('hex').slice(0, 16);
  mkdirSync(cache, { recursive: true });
  if (readdirSync(cache).includes(key)) return key;
  const made = mkdtempSync(path.join(cache, 'part-'));
  const workspaces = packageNames.flatMap((name) => ['--workspace', `@kaiku/${name}`]);
  // They are built already, which is what their script `prepack` would do.
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', made, ...workspaces], {
    cwd: root,
  });
  for (const old of readdirSync(cache).filter((name) => !name.startsWith('part-')))
    rmSync(path.join(cache, old), { recursive: true });
  renameSync(made, path.join(cache, key));
  return key;
}

/** Unpacks a package's tarball into a folder, as `package`. */
export function unpack(name: PackageName, folder: string): void {
  execFileSync('tar', ['--extract', '--gzip', '--file', tarball(name), '--directory', folder]);
}
