/** The table of a benchmark, for the terminal and for docs/benchmarks.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Measured } from './load.ts';

export interface Line {
  readonly what: string;
  readonly shows: number;
  readonly clients: number;
  readonly measured: Measured;
  /** Of the same shows and clients. */
  readonly ceiling: Measured | undefined;
}

export function toTable(lines: readonly Line[]): string {
  const rows = lines.map(({ what, shows, clients, measured, ceiling }) => {
    const share = ceiling === undefined ? '' : `${Math.round((measured.perSecond / ceiling.perSecond) * 100)} %`;
    const cells = [what, shows, clients, Math.round(measured.perSecond), ms(measured.p50Ms), ms(measured.p99Ms), share];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| | shows | clients | usages/s | p50 ms | p99 ms | of the ceiling |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

/** What it was measured on. */
export function machine(postgres: string): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor';
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${model}), Node ${process.versions.node}, ${postgres}`;
}

const begin = '<!-- npm run bench:register writes from here -->';
const end = '<!-- to here -->';

/** Puts a text between the marks of a document. */
export async function writeBetweenMarks(file: string, text: string): Promise<void> {
  const old = await readFile(file, 'utf8');
  const [before, rest] = old.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no marks to write between.`);
  await writeFile(file, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}
