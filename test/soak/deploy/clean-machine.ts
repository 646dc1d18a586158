/**
 * A clean Debian in a folder, with a root of its own, its own processes and its own network: nothing in it touches this
 * machine. It has Node and npm, a clone of this project, and a small `systemctl`, because systemd cannot run there.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../../.tools/run.ts';

export interface CleanMachine {
  /** Runs commands with this machine's network. Resolves with their output. @throws Error with the output if one fails */
  runOnline(commands: string): Promise<string>;
  /** Starts the machine without a network. From then on commands share one shell, with its variables. */
  boot(): Promise<void>;
  /** Runs commands in that shell. Resolves with their output. @throws Error with the output if one fails */
  run(commands: string): Promise<string>;
  /** Returns a file of the machine; empty if there is none. */
  read(file: string): string;
  /** Ends its processes and deletes it. */
  close(): Promise<void>;
}

const release = 'bookworm';
/** Debian as it is after its installation, made once. */
const base = path.join(root, '.cache/deploy', release);
/** Certificates that this machine trusts in addition, for example its proxy's. */
const trusted = process.env.NODE_EXTRA_CA_CERTS;
const own = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** @throws Error if this machine lacks the rights or a program */
export async function openCleanMachine(say: (line: string) => void): Promise<CleanMachine> {
  if (process.getuid?.() !== 0) throw new Error('Only root can make a clean machine.');
  if (!existsSync('/usr/sbin/debootstrap'))
    throw new Error('There is no debootstrap: run apt-get install debootstrap.');
  if (!existsSync(base)) {
    say(`deploy: debootstrap ${release}`);
    mkdirSync(path.dirname(base), { recursive: true });
    const mirror = execFileSync('apt-get', ['indextargets', '--format', '$(REPO_URI)'], { encoding: 'utf8' }).split(
      '\n',
    )[0];
    const options = ['--variant=minbase', '--include=ca-certificates', release, `${base}.new`, `${mirror}`];
    execFileSync('debootstrap', options, { stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync('mv', [`${base}.new`, base]);
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-machine-'));
  execFileSync('cp', ['-a', `${base}/.`, folder]);
  try {
    furnish(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }

  const enter = (options: string, shell: string) =>
    spawn(
      'unshare',
      [
        ...[`-mpf${options}`, '--propagation', 'private', 'bash', '-ec'],
        `mount --rbind /dev "$0/dev"; mount -t proc proc "$0/proc"; ${shell}; cd "$0"; exec chroot "$0" /bin/bash`,
        folder,
      ],
      { env: environment(), stdio: ['pipe', 'pipe', 'pipe'] },
    );
  let session: Session | undefined;
  return {
    async runOnline(commands) {
      const online = createSession(enter('', ':'), folder);
      const output = await online.run(commands);
      await online.close();
      return output;
    },
    async boot() {
      session = createSession(enter('n', 'ip link set lo up'), folder);
      await session.run(':');
    },
    async run(commands) {
      if (session === undefined) throw new Error('The machine has not been booted.');
      return session.run(commands);
    },
    read(file) {
      const inside = path.join(folder, file);
      return existsSync(inside) ? readFileSync(inside, 'utf8') : '';
    },
    async close() {
      await session?.close();
      // A clone with its packages has some 100 000 files.
      execFileSync('rm', ['-rf', folder]);
    },
  };
}

/** Puts this machine's package sources, Node, npm and a clone of this project into a folder. */
function furnish(folder: string): void {
  const inside = (file: string) => path.join(folder, file);
  for (const file of ['etc/apt', 'etc/resolv.conf', 'etc/ssl/certs', 'usr/share/ca-certificates'])
    if (existsSync(`/${file}`)) cpSync(realpathSync(`/${file}`), inside(file), { recursive: true, force: true });
  cpSync(process.execPath, inside('usr/bin/node'));
  const npm = realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim());
  cpSync(path.resolve(npm, '../..'), inside('usr/lib/node_modules/npm'), { recursive: true });
  execFileSync('ln', ['-s', '../lib/node_modules/npm/bin/npm-cli.js', inside('usr/bin/npm')]);
  writeFileSync(inside('usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  cpSync(own('./systemctl.mjs'), inside('usr/local/bin/systemctl'));
  execFileSync('chmod', ['755', inside('usr/local/bin/systemctl')]);
  mkdirSync(inside('walk'));
  if (trusted !== undefined) cpSync(trusted, inside('walk/trusted.crt'));
  cpSync(own('./till.mjs'), inside('walk/till.mjs'));
  mkdirSync(inside('srv/kaiku'));
  const copy =
    'git ls-files -z -co --exclude-standard | tar -c --null -T - --ignore-failed-read | tar -x --no-same-owner -C "$0"';
  execFileSync('bash', ['-ec', copy, inside('srv/kaiku')], { cwd: root, stdio: ['ignore', 'ignore', 'ignore'] });
}

/** Of this machine's environment: only the way to the network, and whom it trusts there. */
function environment(): NodeJS.ProcessEnv {
  const proxies = Object.entries(process.env).filter(([name]) => /^(https?|no)_proxy$/i.test(name));
  const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
  return {
    ...Object.fromEntries(proxies),
    ...(trusted !== undefined && { NODE_EXTRA_CA_CERTS: '/walk/trusted.crt' }),
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...{ HOME: '/root', LANG: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive', npm_config_registry: registry },
  };
}

interface Session {
  run(commands: string): Promise<string>;
  close(): Promise<void>;
}

/** A shell that stops at the first command that fails. */
function createSession(shell: ChildProcess, folder: string): Session {
  let output = '';
  let count = 0;
  const exited = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
  const listen = (chunk: Buffer) => {
    output += chunk.toString();
  };
  shell.stdout?.on('data', listen);
  shell.stderr?.on('data', listen);
  shell.stdin?.write('set -euo pipefail; cd /srv/kaiku\n');
  return {
    async run(commands) {
      count += 1;
      output = '';
      writeFileSync(path.join(folder, `walk/${count}.sh`), commands);
      const end = `walked ${count}\n`;
      // The commands must not read the shell's own input.
      shell.stdin?.write(`. /walk/${count}.sh < /dev/null\necho; echo "walked ${count}"\n`);
      let isRunning = true;
      exited.then(() => {
        isRunning = false;
      });
      while (!output.endsWith(end)) {
        if (!isRunning) throw new Error(`A command of docs/deploy.md failed:\n${commands}\n${output.slice(-4_000)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return output.slice(0, -end.length - 1);
    },
    async close() {
      shell.stdin?.end();
      shell.kill('SIGKILL');
      await exited;
    },
  };
}
