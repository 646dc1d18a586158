/**
 * The WordPress plugin in a real WordPress: an administrator sets the registry's address, a page has the scanner as a shortcode
 * or as a block, and a till on it is added by a code and records a card. Nothing secret is in WordPress.
 */
import { arki, createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { localeFor } from '@kaiku/scanner/locales';
import { scannerOn } from '@kaiku/testkit/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Camera, openWindow, type Window } from '../support/browser.ts';
import { nowMs } from '../support/clock.ts';
import { axeViolations } from '../support/house-window.ts';
import { lacksWordPress, openWordPress, password, people, type WordPress } from '../support/wordpress.ts';

const { cards, shows } = arki;
const en = localeFor('en');
const healed = { timeout: 60_000 };
const reason = lacksWordPress ? ' (skipped: no WordPress with PHP and MariaDB, which npm test gets from Debian)' : '';
let wordpress: WordPress;
let registryServer: RegistryServer;
let registry: Listening;
let administrator: Page;
let office: Window;
let windows: Window[] = [];

describe.skipIf(lacksWordPress)(`the WordPress plugin${reason}`, () => {
  beforeAll(async () => {
    registryServer = await createRegistryServer({ database: { kind: 'memory' }, now: nowMs });
    registry = await listen(registryServer.app);
    wordpress = await openWordPress();
    office = await openWindow('about:blank');
    administrator = await signIn(office.page, people.administrator);
  });
  afterEach(async () => {
    await Promise.all(windows.map(({ close }) => close()));
    windows = [];
  });
  afterAll(async () => {
    await office?.close();
    await wordpress?.close();
    await registry?.close();
    await registryServer?.close();
  });

  it('takes a registry’s address in its settings, and refuses one that is not safe', async () => {
    const page = administrator;
    await page.goto(settings());
    const field = page.locator('#kaiku-registry');
    for (const [given, kept] of [
      [registry.url, `${registry.url}/`],
      ['http://registry.example/', `${registry.url}/`],
      ['https://till:secret@registry.example/', `${registry.url}/`],
      ['https://registry.example/?token=secret', `${registry.url}/`],
      ['https://registry.example/scan#enrol=ACDEFGHJ', `${registry.url}/`],
    ] as const) {
      await field.fill(given);
      await page.locator('#submit').click();
      await page.locator('#setting-error-address, #setting-error-settings_updated').first().waitFor();
      expect([given, await field.inputValue()]).toEqual([given, kept]);
    }
    expect(await axeViolations(page, '.wrap')).toEqual([]);
  });

  it('lets no one change the setting who may not, or whom another site has sent', async () => {
    const author = await signIn(await open('about:blank'), people.author);
    expect((await author.goto(settings()))?.status()).toBe(403);
    expect(await post(author)).toBe(403);
    // An administrator without the nonce of the form.
    expect(await post(administrator)).toBe(403);
    expect(wordpress.run("echo get_option('kaiku_scanner_registry');")).toBe(`${registry.url}/`);
  });

  it('has a block in the editor', async () => {
    const address = publish('<!-- wp:kaiku/scanner {"recordsAs":"sold"} /-->');
    const id = new URL(address).searchParams.get('page_id');
    const page = administrator;
    await page.goto(`${wordpress.url}/wp-admin/post.php?post=${id}&action=edit`);
    const block = page.locator('[data-type="kaiku/scanner"]');
    await block.waitFor();
    expect(await block.textContent()).toContain('Kaikukortti scanner');
    expect(await htmlOf(address)).toContain(
      `<kaiku-scanner registry="${registry.url}/" records-as="sold"></kaiku-scanner>`,
    );
  });

  it('shows the scanner: a till is added by a code, and its card is counted', async () => {
    const address = publish(`[kaiku-scanner show="${shows.evening.id}" lang="en"]`);
    const enrolment = await registryServer.store.createEnrolment(
      { id: null, venueId: 'suvanto' },
      { name: 'Ovi 1', role: 'door' },
    );
    const code = enrolment?.code ?? '';
    const page = administrator;
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData()}`));
    await page.goto(settings());
    await page.locator('#kaiku-code').fill(code);
    const link = await page.locator(`a.kaiku-scanner-page[href^="${address}"]`).getAttribute('href');
    expect(link).toBe(`${address}#enrol=${code}`);
    expect(sent.filter((request) => request.includes(code))).toEqual([]);

    const till = await open('about:blank', { symbology: 'qr', text: cards.family.code });
    const response = await till.goto(link ?? '');
    expect(await response?.allHeaders()).toMatchObject({
      ...{ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' },
      'permissions-policy': expect.stringContaining('camera=(self)'),
    });
    const scanner = scannerOn(till);
    await scanner.part('begin').waitFor(healed);
    expect(await scanner.text('enrolment')).toContain('This device is Ovi 1.');
    expect(till.url()).toBe(address);
    await scanner.part('begin').click();
    await scanner.part('connection').filter({ hasText: en.status.connected }).waitFor(healed);
    await scanner.setMinors(1);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    expect((await registryServer.store.usages(shows.evening.id)).at(-1)).toMatchObject({
      ...{ state: 'counted', card: cards.family.code, minors: 1, how: 'door' },
    });
    // What is in the page is for everyone, so caches may keep it.
    const html = await htmlOf(address);
    expect(html).toMatch(/<script type="module" data-no-optimize="1"[^>]+\/kaiku-scanner\/element\/kaiku-scanner\.js/);
    expect(html).not.toContain('nonce');
    expect(wordpress.run('echo json_encode(wp_load_alloptions());')).not.toContain(code);
  });

  it('escapes what an author writes', async () => {
    const attack = '" onload=alert(1) x';
    for (const content of [
      `[kaiku-scanner show='${attack}' records-as="steal"]`,
      `<!-- wp:kaiku/scanner ${JSON.stringify({ show: attack, recordsAs: 'steal' })} /-->`,
    ]) {
      const [element = ''] = /<kaiku-scanner[^>]*>/.exec(await htmlOf(publish(content))) ?? [];
      expect(element).toBe(`<kaiku-scanner registry="${registry.url}/" show="&quot; onload=alert(1) x">`);
    }
  });

  it('speaks the language of the site, or English', () => {
    const title = (locale: string) =>
      wordpress.run(`add_filter('locale', fn() => '${locale}'); echo kaiku_scanner_words()['add'];`);
    expect(['fi', 'sv_SE', 'de_DE'].map(title)).toEqual(['Lisää laite', 'Lägg till en enhet', 'Add a till']);
  });

  it('shows visitors nothing without an address, and leaves nothing behind when it is deleted', async () => {
    const address = publish('[kaiku-scanner]');
    const page = administrator;
    wordpress.run("delete_option('kaiku_scanner_registry');");
    await page.goto(address);
    await page.getByText('enter the address of the registry').waitFor();
    expect(await htmlOf(address)).not.toContain('aiku-scanner');

    wordpress.run("update_option('kaiku_scanner_registry', 'https://registry.example/');");
    expect(optionsOfPlugin()).toBe('1');
    wordpress.run(`require 'wp-admin/includes/plugin.php'; deactivate_plugins('kaiku-scanner/kaiku-scanner.php');
      uninstall_plugin('kaiku-scanner/kaiku-scanner.php');`);
    expect(optionsOfPlugin()).toBe('0');
  });
});

const settings = () => `${wordpress.url}/wp-admin/options-general.php?page=kaiku-scanner`;

async function open(url: string, camera: Camera = 'absent'): Promise<Page> {
  const window = await openWindow(url, camera);
  windows.push(window);
  return window.page;
}

async function signIn(page: Page, name: string): Promise<Page> {
  await page.goto(`${wordpress.url}/wp-login.php?redirect_to=/wp-admin/profile.php`);
  await page.locator('#user_login').fill(name);
  await page.locator('#user_pass').fill(password);
  await page.locator('#wp-submit').click();
  await page.locator('#wpadminbar').waitFor();
  return page;
}

/** Returns how many rows WordPress's options have of the plugin. */
const optionsOfPlugin = () =>
  wordpress.run(
    `global $wpdb; echo $wpdb->get_var("select count(*) from $wpdb->options where option_name like '%kaiku%'");`,
  );

/** Publishes a page. Returns its address. */
function publish(content: string): string {
  const encoded = Buffer.from(content).toString('base64');
  return wordpress.run(`echo get_permalink(wp_insert_post(['post_type' => 'page', 'post_status' => 'publish',
    'post_title' => 'Lipunmyynti', 'post_content' => wp_slash(base64_decode('${encoded}'))]));`);
}

/** Returns the page as a visitor gets it. */
const htmlOf = async (address: string) => (await fetch(address)).text();

/** Sends the form of the settings without its nonce. Returns the status. */
const post = (page: Page) =>
  page.evaluate(async () => {
    const body = new URLSearchParams({
      ...{ option_page: 'kaiku_scanner', action: 'update' },
      kaiku_scanner_registry: 'https://registry.example/',
    });
    return (await fetch('/wp-admin/options.php', { method: 'POST', body })).status;
  });
