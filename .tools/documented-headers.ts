import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.ts';

/**
 * Returns the headers that a section of docs/security.md lists, by name: what is documented is what is served and tested.
 * `registry` replaces the registry's origin of the text.
 */
export function documentedHeaders(section: string, registry = ''): ReadonlyMap<string, string> {
  const text = readFileSync(path.join(root, 'docs/security.md'), 'utf8');
  const [, after] = text.split(`## ${section}\n`);
  const listed = /```http\n(.*?)```/s.exec(after ?? '')?.[1];
  if (listed === undefined) throw new Error(`docs/security.md lists no headers in '${section}'.`);
  const lines = listed.replaceAll('https://registry.example', registry).replace(/\n +/g, ' ').trim().split('\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
}
