/** The doctor on a real PostgreSQL with a standby: it finds nothing, and then each fault that a test makes, and no other. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../packages/registry/src/doctor/doctor.ts';
import { faults } from './doctor-faults.ts';
import { type GoodSetup, openGoodSetup } from './doctor-fixture.ts';
import { requiredPostgres } from './throwaway-postgres.ts';

let setup: GoodSetup;
beforeAll(async () => {
  setup = await openGoodSetup(requiredPostgres());
});
afterAll(() => setup?.stop());

/** Faults that no real server here can have. */
const simulated = ['version', 'time-zone'];

/** Runs checks on answers of a server and a process that are made up. */
async function findOf(id: string, answer: Readonly<Record<string, unknown>>, instant = '2026-07-15T09:00:00.000Z') {
  const check = checks.find((each) => each.id === id);
  return check?.look({
    database: { kind: 'postgres', url: '' },
    query: async <Row>() => [answer as Row],
    scan: async () => [],
    migrations: async () => ({ missing: [], newer: [] }),
    now: () => 0,
    helsinkiInstant: () => instant,
    ...{ url: undefined, origins: [], fetch },
  });
}

describe('the doctor', () => {
  it('finds nothing wrong with a good set-up', async () => {
    expect(await setup.examine()).toEqual({});
  });

  it.each(faults)('finds `$id` if $when, and nothing once it is mended', async ({ id, found, also = [], ...fault }) => {
    await fault.make?.(setup);
    const findings = await setup.examine(await fault.options?.(setup)).finally(() => fault.mend?.(setup));
    expect(findings[id]).toMatch(found);
    expect(Object.keys(findings).sort()).toEqual([id, ...also].sort());
    expect(await setup.examine()).toEqual({});
  });

  it('finds `version` if the server is too old', async () => {
    expect(await findOf('version', { number: 140_011 })).toBe('It is version 14.');
    expect(await findOf('version', { number: 150_000 })).toBeUndefined();
  });

  it('finds `time-zone` if Node and PostgreSQL disagree about Helsinki', async () => {
    const answer = { day: '2026-07-15', at: new Date('2026-07-15T09:00:00Z') };
    expect(await findOf('time-zone', answer)).toBeUndefined();
    expect(await findOf('time-zone', answer, '2026-07-15T10:00:00.000Z')).toBe('They differ on 2026-07-15.');
  });

  it('finds `tls` if the address also responds without it', async () => {
    const check = checks.find(({ id }) => id === 'tls');
    const found = await check?.look({
      ...{ database: { kind: 'postgres', url: '' }, now: Date.now, helsinkiInstant: () => '', origins: [] },
      query: async () => [],
      scan: async () => [],
      migrations: async () => ({ missing: [], newer: [] }),
      url: 'https://registry.example',
      fetch: async () => new Response('{}'),
    });
    expect(found).toBe('http://registry.example responds too.');
  });

  it('ends with 1 if it finds anything that is not accepted, and prints what to do', async () => {
    const bin = fileURLToPath(new URL('../../packages/registry/src/bin.ts', import.meta.url));
    const doctor = (...options: string[]) => {
      const node = ['--conditions=kaiku-source', '--disable-warning=ExperimentalWarning', bin, 'doctor', ...options];
      const env = { ...process.env, DATABASE_URL: setup.url };
      const { status, stdout, stderr } = spawnSync(process.execPath, node, { env, encoding: 'utf8' });
      return { status, text: stdout + stderr };
    };
    expect(doctor()).toMatchObject({ status: 0, text: expect.stringContaining('Nothing is wrong.') });
    const wrong = doctor('--allow-origin', 'http://tickets.example');
    expect(wrong).toMatchObject({ status: 1, text: expect.stringMatching(/WRONG +origins .*\n +→ Write each as/) });
    expect(doctor('--allow-origin', 'http://tickets.example', '--accept', 'origins').status).toBe(0);
  });

  it('has a fault here for each of its checks', () => {
    const made = new Set([...faults.map(({ id }) => id), ...simulated]);
    expect(checks.map(({ id }) => id).filter((id) => !made.has(id))).toEqual([]);
  });
});
