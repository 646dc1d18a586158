/**
 * The programs that scripts need in addition to npm packages, for bootstrap.mjs: how to find each, its Debian packages, and a
 * manual way. Imports only Node's own modules.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const browserPlaces = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const findBrowser = () => browserPlaces.find((place) => place && existsSync(place));

const findHeadless = () =>
  [process.env.CHROMIUM_HEADLESS_PATH, '/usr/bin/chromium-headless-shell'].find((file) => file && existsSync(file));

const findFirefox = () => [process.env.FIREFOX_PATH, '/usr/bin/firefox-esr'].find((file) => file && existsSync(file));

/** WebKitGTK: its WebDriver, and the library's description for gjs, which runs the browser of the tests. */
function findWebKit() {
  const driver = process.env.WEBKIT_DRIVER || '/usr/bin/WebKitWebDriver';
  const described = (cpu) => existsSync(`/usr/lib/${cpu}-linux-gnu/girepository-1.0/WebKit2-4.1.typelib`);
  const isWhole = ['gjs', 'Xvfb'].every(hasProgram) && ['x86_64', 'aarch64'].some(described);
  return isWhole && existsSync(driver) ? driver : undefined;
}

const postgresVersions = '/usr/lib/postgresql';

/** Returns the folder of PostgreSQL's programs: POSTGRES_BIN, Debian's newest, or one on the PATH. */
function findPostgres() {
  const debian = existsSync(postgresVersions)
    ? readdirSync(postgresVersions).sort((a, b) => Number(b) - Number(a))
    : [];
  return [
    process.env.POSTGRES_BIN,
    ...debian.map((version) => path.join(postgresVersions, version, 'bin')),
    ...(process.env.PATH ?? '').split(path.delimiter),
  ].find((place) => place && hasPostgres(place));
}

function hasPostgres(place) {
  if (!['postgres', 'initdb'].every((name) => existsSync(path.join(place, name)))) return false;
  const { stdout } = spawnSync(path.join(place, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/\(PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1] ?? 0) >= 15;
}

/** For the tests with system key events: an X server without a screen, a tool that types, and keyboard layouts. */
const desktopPrograms = ['Xvfb', 'xdotool', 'setxkbmap', 'xkbcomp'];
const hasProgram = (name) =>
  (process.env.PATH ?? '').split(path.delimiter).some((place) => existsSync(path.join(place, name)));
const findDesktop = () => desktopPrograms.every(hasProgram);

const unpackedWordPress = fileURLToPath(new URL('../.cache/wordpress', import.meta.url));

/** Returns the folder of WordPress's sources if there are also PHP and MariaDB. The tests start their own servers. */
function findWordPress() {
  const hasPrograms =
    existsSync('/usr/sbin/mariadbd') && ['php', 'mariadb-install-db', 'my_print_defaults'].every(hasProgram);
  if (!hasPrograms || spawnSync('php', ['-r', 'exit((int) !extension_loaded("mysqli"));']).status !== 0) return;
  return [
    process.env.WORDPRESS_SOURCES,
    path.join(unpackedWordPress, 'usr/share/wordpress'),
    '/usr/share/wordpress',
  ].find((place) => place && existsSync(path.join(place, 'wp-settings.php')));
}

/** Debian's package creates a database and starts it unless this file exists first. The tests start their own servers. */
const clusterSettings = '/etc/postgresql-common/createcluster.conf';
const createNoDatabase = `mkdir -p ${path.dirname(clusterSettings)} && { test -e ${clusterSettings} || echo 'create_main_cluster = false' > ${clusterSettings}; }`;

export const tools = {
  browser: {
    ...{ name: 'Chromium', find: findBrowser, packages: ['chromium', 'fonts-dejavu-core'] },
    instead: 'Install Chromium or Chrome, or set CHROMIUM_PATH to its program.',
  },
  headless: {
    ...{ name: 'Chromium without a user interface', find: findHeadless, packages: ['chromium-headless-shell'] },
    instead: 'The tests run in Chromium itself, and take longer.',
  },
  firefox: { name: 'Firefox', find: findFirefox, packages: ['firefox-esr'], instead: 'Or set FIREFOX_PATH.' },
  webkit: {
    ...{ name: 'WebKitGTK', find: findWebKit, instead: 'Only Debian and its like have it.' },
    packages: ['webkit2gtk-driver', 'gjs', 'gir1.2-webkit2-4.1', 'gstreamer1.0-plugins-bad', 'xvfb'],
  },
  postgres: {
    ...{ name: 'PostgreSQL 15 or newer', find: findPostgres, packages: ['postgresql'] },
    prepare: createNoDatabase,
    instead: 'Install it, or set POSTGRES_BIN to the folder of its programs.',
  },
  desktop: {
    ...{ name: 'Xvfb and xdotool', find: findDesktop },
    packages: ['xvfb', 'xdotool', 'x11-xkb-utils', 'xkb-data'],
    instead: 'Install Xvfb, xdotool, setxkbmap and xkbcomp.',
  },
  wordpress: {
    ...{ name: 'WordPress with PHP and MariaDB', find: findWordPress },
    packages: ['php-cli', 'php-mysql', 'mariadb-server-core', 'mariadb-client-core'],
    // Unpacked, because installing WordPress's package would install a web server, and start it.
    unpacks: { packages: ['wordpress', 'libjs-underscore', 'php-getid3'], into: unpackedWordPress },
    instead: 'Install PHP with mysqli and MariaDB, and set WORDPRESS_SOURCES. The tests run without it.',
  },
};

/** Returns the environment in which scripts find the programs. A program that is missing is empty. */
export function foundPrograms() {
  return {
    CHROMIUM_PATH: findBrowser() ?? '',
    CHROMIUM_HEADLESS_PATH: findHeadless() ?? '',
    FIREFOX_PATH: findFirefox() ?? '',
    WEBKIT_DRIVER: findWebKit() ?? '',
    POSTGRES_BIN: findPostgres() ?? '',
    WORDPRESS_SOURCES: findWordPress() ?? '',
  };
}
