/** Format, lint, types, templates and the element's tables: all that can be judged without running anything. */
import { elementDocIsFresh } from './element-doc.ts';
import { runTool } from './run.ts';

/** Each check by name, and whether it passed. */
export async function check(): Promise<ReadonlyMap<string, boolean>> {
  const results = new Map<string, boolean>();
  results.set('format and lint', await runTool('biome', 'check', '--error-on-warnings', '.'));
  results.set('types', await runTool('tsc', '-b'));
  results.set('templates', await runTool('lit-analyzer', 'packages/scanner/src', '--strict', '--quiet'));
  results.set('docs/element.md (node .tools/element-doc.ts)', await elementDocIsFresh());
  return results;
}

if (import.meta.main) {
  const results = await check();
  for (const [name, passed] of results) console.log(`${passed ? 'ok' : 'FAILED'}  ${name}`);
  process.exitCode = [...results.values()].every(Boolean) ? 0 : 1;
}
