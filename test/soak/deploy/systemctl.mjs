#!/usr/bin/node
/**
 * What docs/deploy.md needs of `systemctl`, for a machine without systemd: starts the processes of the template unit with
 * its environment, its credential and a user of their own, and restarts them when they end, as `Restart=always` does.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const unitFile = '/etc/systemd/system/kaiku-registry@.service';
const [verb, ...names] = process.argv.slice(2).filter((word) => !word.startsWith('--'));

for (const name of names) {
  if (name === 'nginx') {
    spawnSync('nginx', ['-s', 'stop']);
    execFileSync('nginx');
    continue;
  }
  const instance = /^kaiku-registry@(\d+)$/.exec(name)?.[1];
  if (instance === undefined) throw new Error(`There is no unit ${name} here.`);
  if (verb === 'restart' || verb === 'stop') stop(instance);
  if (verb !== 'stop') start(instance);
}

function stop(instance) {
  for (const role of ['keeper', instance]) {
    const file = role === 'keeper' ? `/run/kaiku/${instance}.keeper` : `/run/kaiku/${instance}.pid`;
    if (!existsSync(file)) continue;
    const pid = Number(readFileSync(file, 'utf8'));
    rmSync(file);
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      continue;
    }
    while (existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`).length > 0)
      spawnSync('sleep', ['0.05']);
  }
}

function start(instance) {
  const uid = 61_000 + Number(instance);
  const lines = readFileSync(unitFile, 'utf8')
    .replaceAll('%i', instance)
    .replaceAll('%d', `/run/credentials/${instance}`)
    .split('\n');
  const valuesOf = (key) =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  const variables = [
    ...valuesOf('EnvironmentFile').flatMap((file) => readFileSync(file, 'utf8').split('\n')),
    ...valuesOf('Environment'),
  ]
    .filter((line) => line.includes('='))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  const env = { PATH: process.env.PATH, ...Object.fromEntries(variables) };
  for (const credential of valuesOf('LoadCredential')) {
    const [name, from] = credential.split(':');
    mkdirSync(`/run/credentials/${instance}`, { recursive: true });
    const file = `/run/credentials/${instance}/${name}`;
    rmSync(file, { force: true });
    writeFileSync(file, readFileSync(from), { mode: 0o400 });
    chownSync(file, uid, uid);
  }
  // systemd splits the value of a variable into words.
  const words = valuesOf('ExecStart')[0]
    .split(' ')
    .flatMap((word) => (word.startsWith('$') ? (env[word.slice(1)] ?? '').split(' ') : word));
  mkdirSync('/run/kaiku', { recursive: true });
  const log = openSync(`/var/log/kaiku-${instance}.log`, 'a');
  const asItsUser = `setpriv --reuid ${uid} --regid ${uid} --clear-groups --no-new-privs --bounding-set=-all`;
  const keep = `while :; do ${asItsUser} "$@" & echo $! > /run/kaiku/${instance}.pid; wait $!; sleep 1; done`;
  const keeper = spawn('sh', ['-c', keep, 'sh', ...words], { env, detached: true, stdio: ['ignore', log, log] });
  writeFileSync(`/run/kaiku/${instance}.keeper`, `${keeper.pid}`);
  keeper.unref();
}
