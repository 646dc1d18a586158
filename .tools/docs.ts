/**
 * `npm run docs:generate`: writes the generated pages of docs/, and the generated tables of the others. `npm run check` fails if
 * one is out of date.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rulesDoc } from '../packages/client/scripts/rules-doc.ts';
import { httpDoc } from '../packages/registry/scripts/http-doc.ts';
import { rightsDoc } from '../packages/registry/scripts/rights-doc.ts';
import { elementDoc } from '../packages/scanner/scripts/element-doc.ts';
import { screenDoc } from '../packages/scanner/scripts/screen-doc.ts';
import { apiDoc } from '../test/architecture/api-doc.ts';
import { root } from './run.ts';

/** Returns what is wrong with the generated pages, one line each; with `write`, corrects what is out of date. */
export async function checkDocs({ write = false } = {}): Promise<readonly string[]> {
  const { pages, undocumented } = apiDoc();
  const wanted = new Map([
    ...pages,
    ['docs/api/http.md', httpDoc()],
    ['docs/element.md', await elementDoc(read('docs/element.md'))],
    ['docs/rules.md', rulesDoc()],
    ['docs/security.md', rightsDoc(read('docs/security.md'))],
    ['docs/screen.md', screenDoc(read('docs/screen.md'))],
  ]);
  const stale = [...wanted].filter(([file, text]) => read(file) !== text);
  if (write) {
    mkdirSync(path.join(root, 'docs/api'), { recursive: true });
    for (const [file, text] of stale) writeFileSync(path.join(root, file), text);
  }
  return [
    ...stale.map(([file]) => (write ? `${file}: written` : `${file}: out of date, run \`npm run docs:generate\``)),
    ...undocumented.map((declaration) => `${declaration}: no docstring`),
  ];
}

function read(file: string): string {
  const place = path.join(root, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : '';
}

if (import.meta.main) for (const line of await checkDocs({ write: true })) console.log(line);
