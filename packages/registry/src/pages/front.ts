import { html } from 'hono/html';
import type { RegistryContext } from '../http/context.ts';
import { page } from './page.ts';

const style = html`body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }`;

const body = html`
<h1>Kaikukanta-hiekkalaatikko</h1>
<p>Kokeilurekisteri: keksittyjä kortteja, esityksiä ja kohteita.
<span lang="en">A registry to try things on: invented cards, shows and venues.</span></p>
<ul>
<li><a href="/cards">Tulostettavat kortit <span lang="en">· Cards to print</span></a></li>
<li><a href="/desk">Talon sivut <span lang="en">· The pages of the house</span></a></li>
<li><a href="/scan">Korttien lukija <span lang="en">· The scanner</span></a></li>
<li><a href="/docs">Rajapinta <span lang="en">· The interface</span></a> (<a href="/openapi.json">OpenAPI 3.1</a>)</li>
<li><a href="/v1/health">Onko kunnossa? <span lang="en">· Is it well?</span></a></li>
</ul>
<p lang="en">An independent project. Kaikukortti is a registered trademark of its owner.</p>`;

/** Serves the start page with links to the others. */
export function frontPage(c: RegistryContext): Response | Promise<Response> {
  return c.html(page({ title: 'Kaikukanta-hiekkalaatikko', style, body }));
}
