/** The migration 0017 on devices with scopes, next to processes that know only those. */
import { expect, it } from 'vitest';
import { openPglite } from '../../packages/registry/src/store/database/pglite.ts';
import { toFunctions } from '../../packages/registry/src/store/functions.ts';
import { migrate } from '../../packages/registry/src/store/migrate.ts';
import { copyMigrations } from './migration-folder.ts';

const noFunctions = toFunctions('create function is_first() returns boolean language sql as $$ select true $$;');

it('gives each device the least role that may do what its scopes allowed, then and later', async () => {
  const database = await openPglite();
  const before = await copyMigrations((name) => name < '0017');
  const after = await copyMigrations((name) => name <= '0017-roles');
  try {
    // The tests' databases in memory have the tables already.
    await migrate(database, noFunctions, { folder: before.path, reset: true });
    await database.script(`
      insert into venue (id, name, kind) values ('talo', 'T', 'operator'), ('lippu', 'L', 'broker'), ('seutu', 'S', 'coordinator')`);
    let nth = 0;
    /** As a process that knows no roles adds a device. */
    const add = async (id: string, venue: string, scopes: string) => {
      nth += 1;
      await database.query(`insert into device (id, venue_id, name, token_hash, scopes) values ($1, $2, $1, $3, $4)`, [
        id,
        venue,
        String(nth).repeat(64),
        scopes,
      ]);
    };
    const roleOf = async (id: string) =>
      (
        await database.query<{ role: string; scopes: string[] }>(
          'select role, to_jsonb(scopes) as scopes from device where id = $1',
          [id],
        )
      )[0];
    await add('till', 'talo', '{record}');
    await add('system', 'talo', '{export}');
    await add('office', 'talo', '{manage}');
    await add('shop', 'lippu', '{record}');
    await add('region', 'seutu', '{manage,export}');
    await migrate(database, noFunctions, { folder: after.path });
    await add('later', 'talo', '{record,administer}');
    const roles = {
      till: 'till',
      system: 'broker',
      office: 'manager',
      shop: 'broker',
      region: 'coordinator',
      later: 'manager',
    };
    for (const [id, role] of Object.entries(roles)) expect([id, (await roleOf(id))?.role]).toEqual([id, role]);

    // What an old process reads of a role, and what it writes.
    for (const [role, scopes] of [
      ['door', ['record']],
      ['broker', ['record', 'export']],
      ['auditor', []],
    ] as const) {
      await database.query('update device set role = $1 where id = $2', [role, 'till']);
      expect(await roleOf('till')).toEqual({ role, scopes });
    }
    await database.script(`update device set name = 'Portti' where id = 'till'`);
    expect((await roleOf('till'))?.role).toBe('auditor');
    await database.script(`update device set scopes = '{manage}' where id = 'till'`);
    expect((await roleOf('till'))?.role).toBe('manager');
    await expect(database.script(`update device set role = 'owner'`)).rejects.toThrow();
  } finally {
    await database.close();
    await Promise.all([before.remove(), after.remove()]);
  }
});
