import { describe, expect, it } from 'vitest';
import type { Cell } from '../../sheet/cells.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';
import { compareProgramme, readProgramme } from './programme.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const headings = ['Tilaisuus', 'Päivämäärä', 'Kellonaika', 'Paikkoja', 'Yläraja'];
const read = (...rows: readonly Cell[][]) => readProgramme(rows) ?? [];
const outcomes = (rows: readonly Cell[][], shows: readonly ShowOfDay[] = []) =>
  compareProgramme(read(headings, ...rows), { shows, nowMs }).map(({ outcome }) => outcome);

describe('the rows of a programme', () => {
  it.each([
    ['Tilaisuus', 'Päivämäärä', 'Kellonaika', 'Paikkoja', 'Yläraja', 'Laji', 'Päivittäin', 'Lunastus min ennen'],
    ['Evenemang', 'Datum', 'Klockslag', 'Platser', 'Övre gräns', 'Slag', 'Dagligen', 'Inlösen min före'],
    ['EVENT', 'Date:', 'time', 'Seats', 'cap', 'Kind', 'Daily', 'Redemption min before'],
  ])('are read by their headings in any language: %s', (...names) => {
    const row = ['Ilta  jokirannalla', new Date('2026-12-05T00:00:00Z'), 0.75, 334, '11', '', '', '30'];
    expect(read(['Syksy'], names, row)).toEqual([
      {
        row: 3,
        draft: {
          ...{ name: 'Ilta jokirannalla', kind: 'performance', day: '2026-12-05', time: '18:00', seats: 334, cap: 11 },
          ...{ admission: 'once', reservationOpens: 'at-once', redemptionOpensMin: 30, reservationsLapseMin: 0 },
          capIsHard: false,
        },
        wrong: [],
      },
    ]);
  });

  it('may name a kind, and one that is open every day needs no time', () => {
    const rows = read(
      ['Nimi', 'Pvm', 'Paikat', 'Laji', 'Päivittäin', 'Varaus kuukautta ennen', 'Lunastus min ennen'],
      ['Uinti', '5.12.2026', 300, 'Uimahalli'],
      ['Näyttely', '5.12.2026 10.00', 100, 'näyttely', 'x'],
      ['Keramiikka', '2026-12-05 17:30', 12, 'Kurssi', '', 'kyllä', 30],
    );
    expect(rows.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(rows.map(({ draft }) => [draft.kind, draft.admission, draft.time, draft.reservationOpens])).toEqual([
      ['swimming-hall', 'per-day', '00:00', 'at-once'],
      ['performance', 'per-day', '10:00', 'at-once'],
      ['course', 'once', '17:30', 'month-before'],
    ]);
    expect(rows[2]?.draft.redemptionOpensMin).toBeNull();
  });

  it('with a cell that is not plainly what it must be are not made', () => {
    const rows = read(
      [...headings, 'Laji'],
      ['', '32.12.2026', 'illalla', 'monta', '-1', 'ooppera'],
      ['Hamlet', '5.12.', '18', '100', '', ''],
      [],
      ['Hamlet', '5.12.2026', '', '', 'ei', ''],
    );
    expect(rows.map(({ row, wrong }) => [row, ...wrong])).toEqual([
      [2, 'name', 'day', 'time', 'seats', 'cap', 'kind'],
      [3, 'day'],
      [5, 'time', 'seats', 'cap'],
    ]);
  });

  it('without headings are not read', () => {
    expect(readProgramme([['Hamlet', '5.12.2026', '18', '100']])).toBeUndefined();
    expect(readProgramme([])).toBeUndefined();
    expect(readProgramme([headings])).toEqual([]);
  });
});

describe('what each row does', () => {
  const hamlet: Cell[] = ['Hamlet', '5.12.2026', '18.00', 334, 11];

  it('is to make a show, once, and only if the policy allows its cap', () => {
    expect(
      outcomes([hamlet, ['hamlet', '2026-12-05', '18:00', 200, ''], ['Hamlet', '6.12.2026', '18', 334, 10]]),
    ).toEqual([
      { is: 'new', hasBegun: false },
      { is: 'twice', row: 2 },
      { is: 'cap-too-low', lowest: 11, source: 'Vastuuhenkilön muistilista 11.4.2025 §10' },
    ]);
  });

  it('is nothing if the registry has a show of that name and start', () => {
    const known = { id: 'h', name: 'HAMLET', startsAt: '2026-12-05T16:00:00Z' } as ShowOfDay;
    expect(outcomes([hamlet], [known])).toEqual([{ is: 'exists' }]);
    expect(outcomes([hamlet], [{ ...known, startsAt: '2026-12-05T17:00:00Z' }])).toEqual([
      { is: 'new', hasBegun: false },
    ]);
  });

  it('has a warning if the show has begun', () => {
    expect(outcomes([['Hamlet', '20.11.2026', '11.59', 100, '']])).toEqual([{ is: 'new', hasBegun: true }]);
  });
});
