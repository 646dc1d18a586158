/** The benchmark of importing a file: time and memory, on PostgreSQL and in the process. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { kaikukantaLayout } from '../../../packages/registry/src/workbook/layouts.ts';
import { writeWorkbook } from '../../../packages/registry/src/workbook/write-workbook.ts';
import { startPostgres } from '../../registry/throwaway-postgres.ts';
import { lineOf } from './evenings.ts';

export interface ImportBenchOptions {
  /** The folder of PostgreSQL's programs. */
  readonly bin: string;
  /** A smoke run with a tenth of the rows. */
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

interface Measured {
  readonly rows: number;
  readonly bytes: number;
  readonly times: { readonly dry: number; readonly first: number; readonly again: number };
  readonly counts: {
    readonly first: { readonly recorded?: number };
    readonly again: { readonly known?: number };
  };
  /** The memory of the process before the import, and the most in its whole life, in bytes. */
  readonly before: number;
  readonly peak: number;
}

/** Returns a table in Markdown. @throws Error if a row was not recorded once */
export async function benchImport({ bin, quick, say }: ImportBenchOptions): Promise<string> {
  const rows = quick ? 5_000 : 50_000;
  const lines: string[] = [];
  for (const place of ['PostgreSQL', 'in the process, in a folder'] as const) {
    for (const format of ['xlsx', 'csv'] as const) {
      const postgres = place === 'PostgreSQL' ? await startPostgres(bin) : undefined;
      const folder = await mkdtemp(path.join(tmpdir(), 'kaiku-import-'));
      try {
        const file = path.join(folder, `list.${format}`);
        const list = Array.from({ length: rows }, (_, index) => lineOf(index));
        await writeFile(file, await writeWorkbook(list, { format, layout: kaikukantaLayout }));
        const measured = await measure(postgres?.url ?? path.join(folder, 'data'), file, rows);
        lines.push(toLine(place, format, measured));
        say(lines.at(-1) ?? '');
      } finally {
        await postgres?.stop();
        await rm(folder, { recursive: true });
      }
    }
  }
  return [
    '| database | file | dry run | import | the same file again | memory before | most |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...lines,
  ].join('\n');
}

async function measure(url: string, file: string, rows: number): Promise<Measured> {
  const script = fileURLToPath(new URL('./measure.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--conditions=kaiku-source', '--disable-warning=ExperimentalWarning', '--expose-gc', script],
    ...[url, file, String(rows)],
  ]);
  const measured = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
  const { first, again } = measured.counts;
  if (first.recorded !== rows || again.known !== rows) throw new Error(`Not every row was recorded once: ${stdout}`);
  return measured;
}

function toLine(place: string, format: string, { rows, bytes, times, before, peak }: Measured): string {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const file = `${rows} rows, .${format}, ${(bytes / 1e6).toFixed(1)} MB`;
  const cells = [
    place,
    file,
    seconds(times.dry),
    seconds(times.first),
    seconds(times.again),
    `${Math.round(before / 1e6)} MB`,
    `${Math.round(peak / 1e6)} MB`,
  ];
  return `| ${cells.join(' | ')} |`;
}
