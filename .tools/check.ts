/** `npm run check`: format, lint, types, templates, unused code and generated pages. Does not run the project. */
import { checkDocs } from './docs.ts';
import { runTool } from './run.ts';

/** Runs every check. Returns whether each passed, by its name. */
export async function check(): Promise<ReadonlyMap<string, boolean>> {
  const results = new Map<string, boolean>();
  results.set('format and lint', await runTool('biome', 'check', '--error-on-warnings', '.'));
  results.set('types', await runTool('tsc', '-b'));
  results.set(
    'templates',
    await runTool('lit-analyzer', 'packages/scanner/src', 'packages/house/src', '--strict', '--quiet'),
  );
  results.set('unused code and packages', await runTool('knip', '--config', '.tools/knip.json', '--no-config-hints'));
  const wrong = await checkDocs();
  for (const line of wrong) console.error(line);
  results.set('generated docs (npm run docs:generate)', wrong.length === 0);
  return results;
}

if (import.meta.main) {
  const results = await check();
  for (const [name, passed] of results) console.log(`${passed ? 'ok' : 'FAILED'}  ${name}`);
  process.exitCode = [...results.values()].every(Boolean) ? 0 : 1;
}
