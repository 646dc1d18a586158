/**
 * The plans that PostgreSQL has carried out for a registry's statements, and for those inside its SQL functions. The
 * extension auto_explain sends each to the connection that ran the statement, with the rows that were read.
 */
import pg from 'pg';

/** Settings of the server. */
export const planSettings = [
  'session_preload_libraries=auto_explain',
  'auto_explain.log_min_duration=0',
  'auto_explain.log_nested_statements=on',
  'auto_explain.log_analyze=on',
  'auto_explain.log_timing=off',
  'auto_explain.log_format=json',
  'auto_explain.log_level=notice',
];

/** A step that reads a table. */
export interface Scan {
  readonly table: string;
  readonly type: string;
  /** True if it searches an index for something. */
  readonly isSearch: boolean;
  /** False if the step was planned, and never carried out. */
  readonly isRun: boolean;
  /** Rows that it read, in all its loops. */
  readonly rows: number;
  readonly statement: string;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Records every scan of all connections of this process from now on. Returns them, and a function that stops. */
export function recordScans(): { readonly scans: readonly Scan[]; stop(): void } {
  const scans: Scan[] = [];
  const seen = new WeakSet<object>();
  const prototype = pg.Client.prototype as unknown as { query(...given: unknown[]): unknown };
  const { query } = prototype;
  prototype.query = function (this: pg.Client, ...given: unknown[]) {
    if (!seen.has(this)) {
      seen.add(this);
      this.on('notice', ({ message = '' }) => scans.push(...scansOf(message)));
    }
    return query.apply(this, given);
  };
  return {
    scans,
    stop() {
      prototype.query = query;
    },
  };
}

function scansOf(message: string): readonly Scan[] {
  const json = /^duration: [\d.]+ ms {2}plan:\n([\s\S]*)$/.exec(message)?.[1];
  if (json === undefined) return [];
  const explained = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
  return scansIn(explained.Plan, explained['Query Text'].replaceAll(/\s+/g, ' ').trim());
}

function scansIn(node: PlanNode, statement: string, heapOf?: string): readonly Scan[] {
  const { 'Relation Name': relation, Plans: inner = [] } = node;
  // A bitmap's index scans do not name the table.
  const table = relation ?? heapOf;
  const of = node['Node Type'] === 'Bitmap Heap Scan' || node['Node Type'].startsWith('Bitmap') ? table : undefined;
  const below = inner.flatMap((child) => scansIn(child, statement, of));
  const isScan = /Seq Scan|Index Scan|Index Only Scan/.test(node['Node Type']);
  if (!isScan || table === undefined) return below;
  const read = ['Actual Rows', 'Rows Removed by Filter', 'Rows Removed by Index Recheck'] as const;
  const rows = read.reduce((sum, key) => sum + (node[key] ?? 0), 0) * (node['Actual Loops'] ?? 1);
  const isRun = (node['Actual Loops'] ?? 1) > 0;
  const isSearch = node['Index Cond'] !== undefined;
  return [{ table, type: node['Node Type'], isSearch, isRun, rows, statement }, ...below];
}
