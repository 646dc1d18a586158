/** The packages from their tarballs, in a folder outside the repository, with the tools of `package.json` here. */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { tarball } from '../tarballs.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const manifest = fileURLToPath(new URL('package.json', import.meta.url));

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder outside the repository, with `node_modules`. */
    readonly installedIn: string;
  }
}

/** Before all tests: installs the packages as a stranger does. The tools come from a folder that is filled once. */
export function setup({ provide }: TestProject): () => void {
  const tools = installedTools();
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-packaging-'));
  for (const file of ['package.json', 'package-lock.json']) cpSync(path.join(tools, file), path.join(folder, file));
  execFileSync('cp', ['--archive', path.join(tools, 'node_modules'), folder]);
  installPackages(folder);
  provide('installedIn', folder);
  return () => rmSync(folder, { recursive: true });
}

/** Installs what the folder's `package.json` names, and the packages. */
export function installPackages(folder: string): void {
  npm(folder, ...(['capture', 'client', 'scanner'] as const).map(tarball));
}

/** Makes a folder with these files inside the one that has the packages. Returns its path. */
export function makeProject(name: string, files: Readonly<Record<string, string>>): string {
  const project = path.join(inject('installedIn'), name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), text);
  }
  return project;
}

/** Runs a program that is installed. Returns its output. @throws Error with its output if it fails */
export function run(cwd: string, program: string, ...args: readonly string[]): Promise<string> {
  return output(cwd, path.join(inject('installedIn'), 'node_modules/.bin', program), args);
}

/** Runs a script in Node. Returns its output. @throws Error with its output if it fails */
export function node(cwd: string, ...args: readonly string[]): Promise<string> {
  return output(cwd, process.execPath, args);
}

async function output(cwd: string, program: string, args: readonly string[]): Promise<string> {
  try {
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: undefined, NODE_OPTIONS: undefined };
    return (await promisify(execFile)(program, args, { cwd, env })).stdout.trim();
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** Returns the folder with the tools. Fills it if the manifest has changed. */
function installedTools(): string {
  const text = readFileSync(manifest, 'utf8');
  const folder = path.join(root, '.cache/packaging', createHash('sha256').update(text).digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  rmSync(path.dirname(folder), { recursive: true, force: true });
  const part = `${folder}.part`;
  mkdirSync(part, { recursive: true });
  writeFileSync(path.join(part, 'package.json'), text);
  npm(part);
  renameSync(part, folder);
  return folder;
}

/** No package runs a script of its own while it is installed. */
function npm(cwd: string, ...tarballs: readonly string[]): void {
  const settings = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...settings, ...tarballs], { cwd, stdio: 'pipe' });
}
