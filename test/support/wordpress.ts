/** A WordPress with our plugin: Debian's sources and MariaDB, served by PHP's own server on this machine. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { root } from '../../.tools/run.ts';

const sources = process.env.WORDPRESS_SOURCES ?? '';

/** True if there is no WordPress on this machine, with PHP and MariaDB. `npm test` installs them if it can. */
export const lacksWordPress = sources === '';

/** The people of the site, with one password. */
export const people = { administrator: 'talo', author: 'kirjoittaja' } as const;
export const password = 'only-in-this-test';

export interface WordPress {
  readonly url: string;
  /** Runs PHP with WordPress loaded. Returns what it prints. */
  run(php: string): string;
  close(): Promise<void>;
}

/** Installs WordPress with the built plugin, which is active, and a theme of nothing but the page's content. */
export async function openWordPress(): Promise<WordPress> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-wordpress-'));
  const site = path.join(folder, 'site');
  const children: ChildProcess[] = [];
  const start = (program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    // With a group of its own, because PHP's server starts workers.
    const child = spawn(program, args, { stdio: 'ignore', detached: true, env: { ...process.env, ...env } });
    children.push(child);
    // It must not outlive a test that failed.
    process.once('exit', () => endGroup(child));
  };
  async function close(): Promise<void> {
    for (const child of children) {
      const ended = once(child, 'exit');
      if (endGroup(child)) await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  }
  const run = (php: string) =>
    execFileSync('php', ['-d', 'display_errors=stderr', '-r', php], {
      ...{ cwd: site, encoding: 'utf8' },
      env: { ...process.env, KAIKU_PASSWORD: password },
    });

  try {
    const socket = path.join(folder, 'database.sock');
    startDatabase(path.join(folder, 'database'), socket, start);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    writeSite(site, config(url, socket));
    run(waitForDatabase(socket));
    run(install);
    start('php', ['-S', `127.0.0.1:${port}`, '-t', site], { PHP_CLI_SERVER_WORKERS: '3' });
    return { url, run: (php) => run(`require 'wp-load.php'; ${php}`), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Ends a process with all that it has started. Returns false if it has ended already. */
function endGroup({ pid, exitCode, signalCode }: ChildProcess): boolean {
  if (pid === undefined || exitCode !== null || signalCode !== null) return false;
  process.kill(-pid, 'SIGKILL');
  return true;
}

function startDatabase(data: string, socket: string, start: (program: string, args: readonly string[]) => void): void {
  const asSelf = ['--no-defaults', `--datadir=${data}`, `--user=${userInfo().username}`];
  execFileSync('mariadb-install-db', [...asSelf, '--auth-root-authentication-method=normal', '--skip-test-db'], {
    stdio: 'ignore',
  });
  start('/usr/sbin/mariadbd', [...asSelf, `--socket=${socket}`, '--skip-networking']);
}

function writeSite(site: string, settings: string): void {
  cpSync(sources, site, { recursive: true });
  const file = path.join(site, 'wp-config.php');
  // Debian's is a link to the system's settings.
  rmSync(file, { force: true });
  writeFileSync(file, settings);
  const theme = path.join(site, 'wp-content/themes/empty');
  mkdirSync(theme, { recursive: true });
  writeFileSync(path.join(theme, 'style.css'), '/* Theme Name: Empty */');
  writeFileSync(path.join(theme, 'index.php'), themePage);
  const plugin = path.join(site, 'wp-content/plugins/kaiku-scanner');
  cpSync(path.join(root, 'examples/wordpress/dist/kaiku-scanner'), plugin, { recursive: true });
}

/** Connects until the server answers; PHP waits between the tries. */
const waitForDatabase = (socket: string) => `mysqli_report(MYSQLI_REPORT_OFF);
for ($try = 0; $try < 600; $try++) {
  $database = @new mysqli('localhost', 'root', '', '', 0, '${socket}');
  if (!$database->connect_errno) { $database->query('create database wordpress'); exit(0); }
  usleep(100000);
}
exit(1);`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** No request leaves the machine, and nothing is done behind the test's back. */
const config = (url: string, socket: string) => `<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:${socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '${url}'); define('WP_SITEURL', '${url}');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEFAULT_THEME', 'empty'); define('WP_DEBUG', false);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`;

const themePage = `<!doctype html><html <?php language_attributes(); ?>><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><?php wp_head(); ?></head><body>
<?php while (have_posts()) { the_post(); the_content(); } wp_footer(); ?></body></html>`;

const install = `define('WP_INSTALLING', true);
function wp_mail() { return true; }
require_once 'wp-load.php';
require_once 'wp-admin/includes/upgrade.php';
require_once 'wp-admin/includes/plugin.php';
wp_install('Talo', '${people.administrator}', 'talo@house.example', false, '', getenv('KAIKU_PASSWORD'));
switch_theme('empty');
wp_create_user('${people.author}', getenv('KAIKU_PASSWORD'), 'kirjoittaja@house.example');
get_user_by('login', '${people.author}')->set_role('author');
$failed = activate_plugin('kaiku-scanner/kaiku-scanner.php');
if (is_wp_error($failed)) { fwrite(STDERR, $failed->get_error_message()); exit(1); }`;
