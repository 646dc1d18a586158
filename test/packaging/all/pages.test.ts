/** The installed files on pages without a bundler, each under a Content-Security-Policy with Trusted Types. */
import { cpSync } from 'node:fs';
import path from 'node:path';
import { arki } from '@kaiku/registry';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { documentedHeaders } from '../../../.tools/documented-headers.ts';
import { openVenue, type Venue } from '../../support/venue.ts';
import { elementPage, recordsACard } from '../records-a-card.ts';
import { makeProject } from './installed.ts';
import { serveFolder } from './site.ts';

const { family, single, oneChild, twoChildren } = arki.cards;
let venue: Venue;
beforeAll(async () => {
  venue = await openVenue();
});
afterAll(async () => {
  await venue?.close();
});

/** Returns the documented headers, with changes to directives of the policy: each gets further sources. */
function headers(further: Readonly<Record<string, string>> = {}): Record<string, string> {
  const documented = Object.fromEntries(documentedHeaders('Headers for the page', venue.registry));
  let policy = documented['Content-Security-Policy'] ?? '';
  for (const [directive, sources] of Object.entries(further)) {
    expect(policy).toContain(`${directive} `);
    policy = policy.replace(`${directive} `, `${directive} ${sources} `);
  }
  return { ...documented, 'Content-Security-Policy': policy };
}

const bundle = () => path.join(inject('installedIn'), 'node_modules/@kaiku/scanner/dist/bundle');
const token = () => ({ 'token.js': `document.querySelector('kaiku-scanner').token = '${venue.token}';` });
const scripts = (src: string) =>
  `<script type="module" src="${src}"></script><script type="module" src="token.js"></script>`;

it('the one-file element reads a card under the documented headers', async () => {
  const page = makeProject('plain', {
    'index.html': elementPage(venue, scripts('kaiku-scanner.js')),
    ...token(),
  });
  cpSync(bundle(), page, { recursive: true });
  const site = await serveFolder(page, headers());
  await recordsACard(venue, site, family);
});

it('the one-file element of another origin reads a card if the policy allows workers of a text', async () => {
  const cdn = await serveFolder(bundle(), {
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
  const page = makeProject('other', {
    'index.html': elementPage(venue, scripts(`${cdn.url}/kaiku-scanner.js`)),
    ...token(),
  });
  const others = { 'script-src': cdn.url, 'connect-src': cdn.url, 'worker-src': 'blob:' };
  const site = await serveFolder(page, headers(others));
  await recordsACard(venue, site, single).finally(() => cdn.close());
});

it('a classic script of one file reads a card if the policy allows workers of a text', async () => {
  const page = makeProject('classic', {
    'till.js': `import '@kaiku/scanner/define';
      document.querySelector('kaiku-scanner').token = '${venue.token}';`,
    'dist/index.html': elementPage(venue, '<script src="till.js"></script>'),
  });
  const files = { entryPoints: [path.join(page, 'till.js')], outdir: path.join(page, 'dist') };
  await esbuild.build({ ...files, bundle: true, logOverride: { 'empty-import-meta': 'silent' } });
  const site = await serveFolder(path.join(page, 'dist'), headers({ 'worker-src': 'blob:' }));
  await recordsACard(venue, site, oneChild);
});

it('an import map, without a bundler, gives a page that reads a card', async () => {
  const { metafile } = await esbuild.build({
    stdin: { contents: "import '@kaiku/scanner/define';", resolveDir: inject('installedIn') },
    ...{
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      absWorkingDir: inject('installedIn'),
    },
  });
  const imports: Record<string, string> = { '@kaiku/scanner/define': '/node_modules/@kaiku/scanner/dist/define.js' };
  for (const { imports: found } of Object.values(metafile.inputs))
    for (const { original, path: file } of found)
      if (original !== undefined && /^[\w@]/.test(original)) imports[original] = `/${file}`;
  const page = elementPage(
    venue,
    `<script type="importmap">${JSON.stringify({ imports })}</script>
    <script type="module">
      import '@kaiku/scanner/define';
      document.querySelector('kaiku-scanner').token = '${venue.token}';
    </script>`,
  );
  makeProject('.', { 'index.html': page });
  const site = await serveFolder(inject('installedIn'));
  await recordsACard(venue, site, twoChildren);
});
