/** A registry process with a folder: recorded data survives a kill of the process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { arki, createRegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillFromImage } from '../support/database-image.ts';
import { createWire } from './wire.ts';

const bin = fileURLToPath(new URL('../../packages/registry/src/bin.ts', import.meta.url));
const children: ChildProcess[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaiku-registry-'));
});
afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Starts the program and returns its address. */
async function start(...command: string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=kaiku-source',
      bin,
      ...command,
      '--port',
      '0',
      ...(command.includes('--data') ? [] : ['--data', folder]),
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Registry +(http:\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error('The registry ended before it listened.');
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  const [code] = await once(child, 'exit');
  return code;
}

async function taken(url: string): Promise<number> {
  const wire = await createWire(fetch, arki.tokens.boxOffice, url);
  return (await wire.show(arki.shows.evening.id)).body.show.taken;
}

it('keeps its data after a kill, locks its folder, and deletes the data only with --reset', async () => {
  const showId = arki.shows.evening.id;
  const killed = await start('demo');
  const wire = await createWire(fetch, arki.tokens.boxOffice, killed.url);
  const takenAt = new Date().toISOString();
  const usages = [{ id: randomUUID(), card: arki.cards.family.code, minors: 3 }];
  const visit = { mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages };
  expect((await wire.record(visit)).status).toBe(201);

  await expect(createRegistryServer({ database: { kind: 'folder', path: folder } })).rejects.toThrow(
    `in use by process ${killed.child.pid}`,
  );
  await stop(killed.child, 'SIGKILL');

  const again = await start('demo');
  expect(await taken(again.url)).toBe(4);
  const replayed = await (await createWire(fetch, arki.tokens.boxOffice, again.url)).record(visit);
  expect(replayed.status).toBe(200);
  expect(await stop(again.child, 'SIGTERM')).toBe(0);
  expect((await readdir(folder)).sort()).toEqual(['pglite', 'sealing-keys.json']);

  const anew = await start('demo', '--reset');
  expect(await taken(anew.url)).toBe(0);
  expect(await stop(anew.child, 'SIGINT')).toBe(0);
});

it('dates the scenario by the day it starts on, and keeps recorded data', async () => {
  const database = { kind: 'folder', path: path.join(folder, 'days') } as const;
  await fillFromImage(database.path);
  const open = async (day: string) => {
    const registryServer = await createRegistryServer({ database, now: () => Date.parse(`${day}T10:00:00Z`) });
    return {
      registryServer,
      wire: await createWire((request) => registryServer.app.fetch(request), arki.tokens.boxOffice),
    };
  };
  const showId = arki.shows.lastPlace.id;
  const first = await open('2026-11-20');
  expect((await first.wire.show(showId)).body.show).toMatchObject({ startsAt: '2026-11-20T18:00:00.000Z', taken: 5 });
  await first.registryServer.close();

  const second = await open('2027-06-20');
  expect((await second.wire.show(showId)).body.show).toMatchObject({ startsAt: '2027-06-20T17:00:00.000Z', taken: 5 });
  const { card } = (await second.wire.lookUp(showId, arki.cards.lastDayToday.code)).body;
  expect(card.validUntilOn).toBe('2027-06-20');
  await second.registryServer.close();
});

it('serves your own data: empty at first, without the tokens of the demo, and with a sealing key that stays until one is added', async () => {
  const own = path.join(folder, 'own');
  await fillFromImage(own);
  const bearer = { Authorization: `Bearer ${arki.tokens.boxOffice}` };
  const offered = async () => {
    const { child, url } = await start('serve', '--data', own);
    expect((await fetch(`${url}/v1/health`)).status).toBe(200);
    expect((await fetch(`${url}/v1/shows`, { headers: bearer })).status).toBe(401);
    const { sealingKey } = await (await fetch(`${url}/v1/sealing-key`)).json();
    expect(await stop(child, 'SIGTERM')).toBe(0);
    return sealingKey;
  };
  const first = await offered();
  expect(await offered()).toEqual(first);
  const adding = spawn(process.execPath, ['--conditions=kaiku-source', bin, 'sealing-key', `${own}/sealing-keys.json`]);
  children.push(adding);
  expect(await once(adding, 'exit')).toEqual([0, null]);
  expect((await offered()).id).not.toBe(first.id);
});

it.each([
  { args: [], says: /^ {2}demo .*^ {2}serve .*^ {2}import /ms },
  { args: ['--help'], says: /^ {2}demo .*^ {2}serve .*^ {2}import /ms },
  { args: ['serve', '--help'], says: /^ {2}serve (?!.*^ {2}migrate ).*^ {4}--port /ms },
  { args: ['devices', 'enrol', '--help'], says: /^ {2}devices .*^ {2}devices enrol (?!.*^ {2}token ).*--role/ms },
  { args: ['nothing', '--help'], says: /^ {2}demo .*^ {2}serve .*^ {2}import /ms },
])('explains its commands with the arguments $args', async ({ args, says }) => {
  const child = spawn(process.execPath, ['--conditions=kaiku-source', bin, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(0);
  expect(lines.join('\n')).toMatch(says);
});

it.each([
  { why: 'the folder cannot be created', args: ['demo', '--data', '/dev/null/nowhere'] },
  { why: 'there is no such command', args: ['--port', '0'] },
  { why: 'no place for the data is set', args: ['serve', '--port', '0'] },
  { why: 'no sealing keys are set', args: ['serve', '--port', '0'], databaseUrl: 'postgres://127.0.0.1:9/kaiku' },
  { why: 'no file is named', args: ['sealing-key'] },
])('explains in one line why it cannot start: $why', async ({ args, databaseUrl }) => {
  const child = spawn(process.execPath, ['--conditions=kaiku-source', bin, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DATABASE_URL: databaseUrl, SEALING_KEYS: undefined },
  });
  children.push(child);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) lines.push(line);
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(1);
  expect(lines).toHaveLength(1);
});
