/** The published element in React, Vue, Svelte and plain JavaScript: each sets it, listens, changes and removes it. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { arki, type Listening, listen } from '@kaiku/registry';
import { scannerOn } from '@kaiku/testkit/playwright';
import { build, type Plugin } from 'esbuild';
import { Hono } from 'hono';
import { compile } from 'svelte/compiler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWindow } from '../support/browser.ts';
import { openVenue, type Venue } from '../support/venue.ts';

const names = ['plain', 'react', 'react-hydrated', 'vue', 'svelte'] as const;
const { family, single, oneChild, twoChildren, fourChildren } = arki.cards;
/** A card for each, because a card counts once per show. */
const cards = { plain: family, react: single, 'react-hydrated': fourChildren, vue: oneChild, svelte: twoChildren };
const folder = 'test/packaging/frameworks';
const scripts = new Map<string, string>();
let venue: Venue;
let site: Listening;

const svelte: Plugin = {
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => ({
      contents: compile(await readFile(path, 'utf8'), { filename: path }).js.code,
    }));
  },
};

beforeAll(async () => {
  const built = await build({
    entryPoints: Object.fromEntries(
      names.map((name) => [name, `${folder}/${name}.${name.startsWith('react') ? 'tsx' : 'ts'}`]),
    ),
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
    jsx: 'automatic',
    conditions: ['browser', 'production'],
    // The build of Vue with its template compiler.
    alias: { vue: 'vue/dist/vue.esm-bundler.js' },
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    plugins: [svelte],
  });
  for (const { path, text } of built.outputFiles) scripts.set(path, text);
  venue = await openVenue();
  const settings = { registry: venue.registry, token: venue.token, show: arki.shows.evening.id };
  const app = new Hono();
  app.get('/page/:name', (context) =>
    context.html(`<!doctype html><html lang="en"><title>Till</title><link rel="icon" href="data:,"><div id="place"></div>
      <script type="module">
        import { mount } from '/${context.req.param('name')}.js';
        globalThis.outcomes = [];
        const settings = { ...${JSON.stringify(settings)}, onVerdict: (outcome) => outcomes.push(outcome) };
        globalThis.till = mount(document.querySelector('#place'), settings);
      </script>`),
  );
  app.get('/:file{.+\\.js}', (context) => {
    const text = scripts.get(`/${context.req.param('file')}`);
    return text === undefined ? context.notFound() : context.body(text, 200, { 'Content-Type': 'text/javascript' });
  });
  site = await listen(app, { port: 0 });
});
afterAll(async () => {
  await site.close();
  await venue.close();
});

describe.each(names)('the element in %s', (name) => {
  it('takes attributes and properties, emits events, follows a change of the show, and can be removed', async () => {
    const { page, close } = await openWindow(`${site.url}/page/${name}`);
    try {
      const scanner = scannerOn(page);
      const card = cards[name];
      await scanner.part('show').getByText(arki.shows.evening.name).waitFor();
      await scanner.type(card.code);
      await scanner.confirm();
      await scanner.verdict('confirmed');
      expect(await page.evaluate('outcomes')).toEqual(['confirmed']);
      const rows = await venue.rows(arki.shows.evening.id);
      expect(rows.at(-1)).toMatchObject({ card: card.code, how: 'door' });

      await page.evaluate(`till.choose('${arki.shows.matinee.id}')`);
      await scanner.part('show').getByText(arki.shows.matinee.name).waitFor();
      expect(await page.locator('kaiku-scanner').count()).toBe(1);
      await page.evaluate('till.unmount()');
      expect(await page.locator('kaiku-scanner').count()).toBe(0);
    } finally {
      await close();
    }
  });
});

it('the types of each framework accept what is right and reject what is wrong', () => {
  execFileSync('node_modules/.bin/tsc', ['--project', folder], { stdio: 'pipe', encoding: 'utf8' });
});
