/** LibreOffice without a window, as a person who opens our workbooks, or saves one. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const program = ['/usr/bin/soffice', '/usr/local/bin/soffice'].find((file) => existsSync(file));

/** True if LibreOffice is not installed. */
export const lacksOffice = program === undefined;

/** A note for the title of tests that are skipped without it. */
export const withoutOffice = lacksOffice
  ? ' (skipped: LibreOffice is not installed, package libreoffice-calc-nogui)'
  : '';

/** Every cell as text, quoted; numbers and dates as they are formatted. */
const csv = { name: 'Text - txt - csv (StarCalc)', options: '59,34,76,1,,1035,true,true', extension: 'csv' };
const xlsx = { name: 'Calc MS Excel 2007 XML', options: '', extension: 'xlsx' };

export interface Office {
  /** Returns the lines of a workbook's sheet as LibreOffice shows them: quoted texts, separated by semicolons. */
  shownLines(workbook: Uint8Array, password?: string): Promise<readonly string[]>;
  /** Returns an XLSX file as LibreOffice saves a workbook or a CSV file that it has opened. */
  saved(bytes: Uint8Array, kind: 'xlsx' | 'csv'): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Starts with a new profile, so that no two tests share one. */
export async function openOffice(): Promise<Office> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kaiku-office-'));
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    promisify(execFile)(
      program ?? '',
      ['--headless', '--norestore', `-env:UserInstallation=file://${folder}/profile`, ...args],
      { env: { ...process.env, ...env } },
    );
  await run(['--terminate_after_init']);
  // The command line has no option for a password, so a macro opens the file.
  await writeFile(path.join(folder, 'profile/user/basic/Standard/Module1.xba'), macro);

  async function convert(bytes: Uint8Array, from: 'xlsx' | 'csv', to: typeof csv, password = ''): Promise<Uint8Array> {
    const [given, made] = [path.join(folder, `given.${from}`), path.join(folder, `made.${to.extension}`)];
    await rm(made, { force: true });
    await writeFile(given, bytes);
    await run(['macro:///Standard.Module1.Main'], {
      ...{ KAIKU_GIVEN: given, KAIKU_MADE: made, KAIKU_PASSWORD: password },
      // As a Finnish Excel opens it, without a dialog: semicolons, quotes, UTF-8.
      ...(from === 'csv' && { KAIKU_GIVEN_FILTER: csv.name, KAIKU_GIVEN_OPTIONS: '59,34,76,1' }),
      ...{ KAIKU_MADE_FILTER: to.name, KAIKU_MADE_OPTIONS: to.options },
    });
    if (!existsSync(made)) throw new Error('LibreOffice did not open the file.');
    return readFile(made);
  }

  return {
    async shownLines(workbook, password) {
      const text = Buffer.from(await convert(workbook, 'xlsx', csv, password)).toString('utf8');
      return text.replace(/\n$/, '').split('\n');
    },
    saved: (bytes, kind) => convert(bytes, kind, xlsx),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

const macro = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Main
  Dim how(3) As New com.sun.star.beans.PropertyValue
  how(0).Name = "Hidden"
  how(0).Value = True
  how(1).Name = "Password"
  how(1).Value = Environ("KAIKU_PASSWORD")
  If Environ("KAIKU_GIVEN_FILTER") &lt;&gt; "" Then
    how(2).Name = "FilterName"
    how(2).Value = Environ("KAIKU_GIVEN_FILTER")
    how(3).Name = "FilterOptions"
    how(3).Value = Environ("KAIKU_GIVEN_OPTIONS")
  End If
  Dim into(1) As New com.sun.star.beans.PropertyValue
  into(0).Name = "FilterName"
  into(0).Value = Environ("KAIKU_MADE_FILTER")
  into(1).Name = "FilterOptions"
  into(1).Value = Environ("KAIKU_MADE_OPTIONS")
  On Error Goto Done
  book = StarDesktop.loadComponentFromURL(ConvertToURL(Environ("KAIKU_GIVEN")), "_blank", 0, how())
  book.storeToURL(ConvertToURL(Environ("KAIKU_MADE")), into())
  book.close(True)
Done:
  StarDesktop.terminate()
End Sub
</script:module>
`;
