/** What all benchmarks have in common: the machine, and the place of their table in docs/benchmarks.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';

/**
 * Whether others used the machine when a benchmark began: call it before. Empty where they hardly did, and on Windows,
 * which does not say.
 */
export function othersAtWork(): readonly string[] {
  const [load = 0] = loadavg();
  const jobs = Math.round(load);
  return jobs < 1
    ? []
    : [`**a busy machine** (${jobs} other jobs on its ${cpus().length} cores when it began: times are too long)`];
}

/** What it was measured on. */
export function machine(...programs: readonly string[]): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const parts = [new Date().toISOString().slice(0, 10), `${cpus().length} cores (${model})`];
  return [...parts, `Node ${process.versions.node}`, ...programs].join(', ');
}

/** Puts a text between the marks of a document that a command has there. */
export async function writeBetweenMarks(file: string, command: string, text: string): Promise<void> {
  const begin = `<!-- ${command} writes from here -->`;
  const end = '<!-- to here -->';
  const [before, rest] = (await readFile(file, 'utf8')).split(begin);
  const [, ...after] = rest?.split(end) ?? [];
  if (before === undefined || after.length === 0) throw new Error(`${file} has no marks of ${command}.`);
  await writeFile(file, `${before}${begin}\n\n${text}\n\n${end}${after.join(end)}`);
}
