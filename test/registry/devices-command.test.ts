import { createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runDevices } from '../../packages/registry/src/commands/devices.ts';

let registryServer: RegistryServer;
beforeAll(async () => {
  registryServer = await createRegistryServer();
});
afterAll(() => registryServer?.close());

/** Runs a command on the registry. Returns what it prints. */
async function run(...args: string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const openStore = async () => ({ store: registryServer.store, close: async () => {} });
  await runDevices([...args, '--venue', 'suvanto'], { openStore, print: (line) => lines.push(line) });
  return lines;
}

it('`devices` enrols, narrows, freezes, lets in, renames and revokes a device', async () => {
  const { store } = registryServer;
  const [line = '', text = ''] = await run(
    'enrol',
    '--name',
    'Ovi 1',
    '--public-url',
    'https://registry.example/kaiku',
  );
  const code = line.slice(0, 9).replace('-', '');
  expect(text).toBe(`https://registry.example/kaiku/scan#enrol=${code}`);
  const id = (await store.enrol(code, undefined, 'thumbprint'))?.device.id ?? '';
  expect(await run('shows', id, 'evening,matinee')).toEqual(['Ovi 1 is active, for evening, matinee.']);
  expect(await run('freeze', id)).toEqual(['Ovi 1 is frozen, for evening, matinee.']);
  expect(await run('let-in', id)).toEqual(['Ovi 1 is active, for evening, matinee.']);
  expect(await run('shows', id, 'all')).toEqual(['Ovi 1 is active, for all shows.']);
  expect(await run('rename', id, 'Ovi 2')).toEqual(['Ovi 2 is active, for all shows.']);
  expect(await run('revoke', id, '--lost')).toEqual(['Ovi 2 is lost, for all shows.']);
  expect(await run()).toContain(`${id}  Ovi 2  lost  never heard  all shows`);
});

it('`devices` says what it does not have', async () => {
  await expect(run('freeze', 'no-such')).rejects.toThrow("The venue has no device 'no-such'.");
  await expect(run('melt', 'no-such')).rejects.toThrow("There is no command 'devices melt'");
  await expect(run('enrol', '--device', 'no-such')).rejects.toThrow('The venue has no device');
});
