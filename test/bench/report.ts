/** What all benchmarks share: the machine, and the place of their table in docs/benchmarks.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/** How long the machine is observed before a benchmark begins. */
const watchedMs = 3_000;

/**
 * Returns a note if other programs use the machine just before a benchmark begins; empty if they hardly do. It counts
 * processor time, because the load average of a minute would include the benchmark's own installation.
 */
export async function othersAtWork(): Promise<readonly string[]> {
  const before = processorTime();
  await setTimeout(watchedMs);
  const after = processorTime();
  const jobs = Math.round(((after.busy - before.busy) / (after.all - before.all)) * cpus().length);
  return jobs === 0
    ? []
    : [`**a busy machine** (${jobs} of its ${cpus().length} cores at other work when it began: times are too long)`];
}

/** Since the machine started, of all processors together. */
function processorTime(): { readonly busy: number; readonly all: number } {
  const times = cpus().map((core) => core.times);
  const all = times.flatMap((time) => Object.values(time)).reduce((sum, ms) => sum + ms, 0);
  return { busy: times.reduce((rest, { idle }) => rest - idle, all), all };
}

/** Returns a description of the machine. */
export function machine(...programs: readonly string[]): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const parts = [new Date().toISOString().slice(0, 10), `${cpus().length} cores (${model})`];
  return [...parts, `Node ${process.versions.node}`, ...programs].join(', ');
}

/** Writes a text between a command's marks in a document. */
export async function writeBetweenMarks(file: string, command: string, text: string): Promise<void> {
  const begin = `<!-- ${command} writes from here -->`;
  const end = '<!-- to here -->';
  const [before, rest] = (await readFile(file, 'utf8')).split(begin);
  const [, ...after] = rest?.split(end) ?? [];
  if (before === undefined || after.length === 0) throw new Error(`${file} has no marks of ${command}. Add them.`);
  await writeFile(file, `${before}${begin}\n\n${text}\n\n${end}${after.join(end)}`);
}
