/**
 * `npm run release:dry`: all of a release but the sending. Builds twice, and fails if one byte of a tarball differs; writes
 * the tarballs, an SBOM of each, the hashes of the one-file element and the notes to `.cache/release`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, forgetBuild } from './build.ts';
import { root } from './run.ts';

const names = ['capture', 'client', 'registry', 'scanner', 'testkit'] as const;
const out = path.join(root, '.cache/release');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifestOf = (name: string) =>
  JSON.parse(readFileSync(path.join(root, 'packages', name, 'package.json'), 'utf8')) as Manifest;

/** Returns the one version of the packages. @throws Error if they differ, or one names another version of another */
function oneVersion(): string {
  const all = names.map(manifestOf);
  const named = all.flatMap(({ version, dependencies }) => [
    version,
    ...Object.entries(dependencies).flatMap(([name, wanted]) => (name.startsWith('@kaiku/') ? wanted : [])),
  ]);
  const [version = ''] = named;
  if (named.some((one) => one !== version)) throw new Error(`The packages name several versions: ${named.join(', ')}`);
  return version;
}

/** Builds from nothing and packs. Returns the file and the hash of each tarball. */
async function pack(folder: string): Promise<ReadonlyMap<string, string>> {
  forgetBuild();
  await build();
  mkdirSync(folder, { recursive: true });
  npm(['pack', '--silent', '--pack-destination', folder, ...names.flatMap((name) => ['-w', `@kaiku/${name}`])]);
  return new Map(globSync('*.tgz', { cwd: folder }).map((file) => [file, sri(path.join(folder, file))]));
}

function npm(args: readonly string[], cwd = root): string {
  return execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1e8,
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
}

function sri(file: string): string {
  return `sha384-${createHash('sha384').update(readFileSync(file)).digest('base64')}`;
}

/** Writes what a package consists of, as CycloneDX. npm resolves it from the tarballs, as for a user. */
function writeSbom(name: string, version: string): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-sbom-'));
  try {
    const dependencies = Object.fromEntries(
      names.map((each) => [`@kaiku/${each}`, `file:${path.join(out, `kaiku-${each}-${version}.tgz`)}`]),
    );
    const own = { [`@kaiku/${name}`]: dependencies[`@kaiku/${name}`] };
    const manifest = { name: 'user', version: '0.0.0', dependencies: own, overrides: { ...dependencies, ...own } };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    npm(['install', '--package-lock-only', '--prefer-offline', '--ignore-scripts'], folder);
    const sbom = npm(['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'], folder);
    writeFileSync(path.join(out, `kaiku-${name}-${version}.cdx.json`), sbom.replaceAll(`file:${out}/`, ''));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns the changelog's part of a version, or of what is not released yet. */
function notesOf(version: string): string {
  const parts = readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8').split(/^(?=## )/m);
  const part = parts.find((one) => one.startsWith(`## ${version}`)) ?? parts.find((one) => one.startsWith('## Unrel'));
  if (part === undefined) throw new Error(`CHANGELOG.md has neither ${version} nor what is not released.`);
  return part;
}

const version = oneVersion();
rmSync(out, { recursive: true, force: true });
const [first, second] = [path.join(out, 'first'), path.join(out, 'second')];
const [one, other] = [await pack(first), await pack(second)];
for (const [file, hash] of one) if (other.get(file) !== hash) throw new Error(`Two builds gave two of ${file}.`);
cpSync(first, out, { recursive: true });
for (const folder of [first, second]) rmSync(folder, { recursive: true });
for (const name of names) writeSbom(name, version);
const bundle = path.join(root, 'packages/scanner/dist/bundle');
const hashes = globSync('*.{js,wasm}', { cwd: bundle }).sort();
writeFileSync(
  path.join(out, 'integrity.json'),
  `${JSON.stringify(Object.fromEntries(hashes.map((file) => [file, sri(path.join(bundle, file))])), null, 2)}\n`,
);
writeFileSync(path.join(out, 'notes.md'), notesOf(version));
console.log(`${version}: ${one.size} tarballs, the same bytes in two builds.`);
for (const [file, hash] of one) console.log(`  ${file}  ${hash}`);
console.log(`Tarballs, SBOMs, integrity.json and notes.md are in ${path.relative(root, out)}. Nothing was sent.`);
