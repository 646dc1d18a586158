/** The files of the repository, and which import which. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Returns the files of git's index below the paths, from the project's folder, without those deleted since. */
export function trackedFiles(...paths: readonly string[]): readonly string[] {
  const names = execFileSync('git', ['ls-files', '-z', ...paths], { cwd: root, encoding: 'utf8' });
  return names.split('\0').filter((name) => name !== '' && existsSync(path.join(root, name)));
}

/** Returns the part of the repository that a file belongs to: a package, or a folder or file of the top level. */
export function areaOf(file: string): string {
  return file
    .split('/')
    .slice(0, file.startsWith('packages/') ? 2 : 1)
    .join('/');
}

/** Returns a package's sources without their tests. */
export function sourcesOf(name: string): readonly string[] {
  return trackedFiles(`packages/${name}/src/*.ts`).filter((file) => !file.endsWith('.test.ts'));
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g;

/** Returns what a file imports, as it is written there: types, dynamic imports and re-exports included. */
export function importsOf(file: string): readonly string[] {
  return [...read(file).matchAll(importPattern)].flatMap(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? []);
}

/** Returns the files that a file imports by a relative path. */
export function importedFiles(file: string): readonly string[] {
  return importsOf(file)
    .filter((id) => id.startsWith('.'))
    .map((id) => path.posix.join(path.posix.dirname(file), id));
}

/** Returns the groups of files that import each other in a circle (Tarjan's strongly connected components). */
export function cyclesAmong(
  files: readonly string[],
  importsBy: (file: string) => readonly string[] = importedFiles,
): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const known = new Set(files);
  const visit = (file: string): number => {
    const number = order.size;
    order.set(file, number);
    stack.push(file);
    let low = number;
    for (const next of importsBy(file)) {
      if (!known.has(next)) continue;
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, order.get(next) ?? low);
    }
    if (low === number) {
      const members = stack.splice(stack.indexOf(file));
      if (members.length > 1 || importsBy(file).includes(file)) cycles.push(members);
    }
    return low;
  };
  for (const file of files) if (!order.has(file)) visit(file);
  return cycles;
}
