import { readFile } from 'node:fs/promises';
import { html } from 'hono/html';
import type { RegistryContext } from '../http/context.ts';
import { builtFile } from './built-pages.ts';
import { page } from './page.ts';

const body = html`
<rapi-doc spec-url="/openapi.json" render-style="read" theme="light" load-fonts="false" show-header="false"
  allow-server-selection="false" allow-spec-url-load="false" allow-spec-file-load="false"></rapi-doc>
<script type="module" src="/docs/rapidoc.js"></script>`;

/** Serves the OpenAPI document as a page to read and to try. */
export function docsPage(c: RegistryContext): Response | Promise<Response> {
  return c.html(page({ title: 'Kaikukanta: rajapinta', style: html`body { margin: 0; }`, body }));
}

/** Serves the script that renders it, which the build puts into the package, so that the page works offline. */
export async function docsScript(c: RegistryContext): Promise<Response> {
  const script = await readFile(builtFile('docs/rapidoc.js'));
  return c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' });
}
