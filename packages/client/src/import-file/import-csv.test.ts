import { describe, expect, it } from 'vitest';
import { toImportCsv } from './import-csv.ts';

const use = { card: 'A045198723', minors: 2, showName: 'Taika-Matti', showStartsAt: '2026-01-21T19:00:00+02:00' };
const lines = (csv: string) => csv.slice(1).split('\r\n');

describe('the import file', () => {
  it('has one row for each usage, with one adult and the programme’s five fields', () => {
    const csv = toImportCsv([use, { ...use, card: 'X000011986', minors: 0 }]);
    expect(csv.startsWith('\ufeff')).toBe(true);
    expect(lines(csv)).toEqual([
      '"Kaikukortin tunnus";"Aikuisten liput";"Lasten liput";"Tapahtuman nimi";"Päivämäärä"',
      '"A045198723";1;2;"Taika-Matti";"21.1.2026"',
      '"X000011986";1;0;"Taika-Matti";"21.1.2026"',
      '',
    ]);
  });

  it('has the day of a late show in Helsinki', () => {
    expect(lines(toImportCsv([{ ...use, showStartsAt: '2026-01-21T22:30:00Z' }]))[1]).toContain('"22.1.2026"');
  });

  it('keeps quotes and semicolons of a name as text', () => {
    expect(lines(toImportCsv([{ ...use, showName: 'Ilta "A"; osa 2' }]))[1]).toContain('"Ilta ""A""; osa 2"');
  });

  it.each(['=1+1', '-mies', '+Plus', '@home', ' =1+1', '＝1+1', '\tA', '\rA', '\nA'])(
    'adds only an apostrophe before a name that a spreadsheet would run: %j',
    (showName) => expect(toImportCsv([{ ...use, showName }])).toContain(`;"'${showName}";`),
  );

  it.each(['Ilta – osa 2', "'Ilta'", ' Ilta', '1+1'])('does not change a harmless name: %j', (showName) =>
    expect(toImportCsv([{ ...use, showName }])).toContain(`;"${showName}";`),
  );
});
