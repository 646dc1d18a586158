import { arki } from '@kaiku/sandbox';
import { describe, expect, it } from 'vitest';
import type { RegisterFixture } from './register-fixture.ts';

/** The file for Kaikukanta's import function. */
export function exportCases(register: RegisterFixture): void {
  const { freshShow, usage } = register;
  const { family, single, expired } = arki.cards;
  const rowsOf = async (query: string, token: string = arki.tokens.boxOffice) => {
    const { body } = await register.wire.call('GET', `/v1/usages.csv${query}`, { token });
    return body.trim().split('\r\n').slice(1) as string[];
  };

  describe('the import file', () => {
    it('holds one row for each counted use of the show, and none for refused or annulled ones', async () => {
      const showId = await freshShow();
      const annulled = usage(showId, { card: single.code });
      await register.wire.record(usage(showId, { card: family.code, minors: 2 }));
      await register.wire.record(usage(showId, { card: expired.code }));
      await register.wire.record(annulled);
      await register.wire.annul(annulled.id, showId);

      const rows = await rowsOf(`?show=${showId}`);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatch(new RegExp(`^"${family.code}";1;2;".+";"\\d{1,2}\\.\\d{1,2}\\.\\d{4}"$`));
      expect(await rowsOf('')).toContain(rows[0]);
    });

    it('holds nothing of another venue', async () => {
      const showId = await freshShow();
      await register.wire.record(usage(showId, { card: family.code }));
      expect(await rowsOf(`?show=${showId}`, arki.tokens.theatre)).toEqual([]);
    });
  });
}
