import { html, type TemplateResult } from 'lit';
import type { Language } from './locales/languages.ts';
import { sheet } from './locales/sheet.ts';
import type { Cell } from './sheet/cells.ts';
import { readFile, readText } from './sheet/read-file.ts';

/** Why there are no rows. */
export type SheetComplaint = 'empty' | 'unreadable';

/** Returns the fields for rows of a spreadsheet: of a file, or pasted. */
export function sheetFields(language: Language, hint: string): TemplateResult {
  const words = sheet[language];
  return html`<label>${words.file}<input type="file" name="file" accept=".xlsx,.csv,.txt" /></label>
    <label>
      ${words.paste}
      <textarea name="rows" aria-describedby="hint" spellcheck="false"></textarea>
    </label>
    <p id="hint" class="quiet">${hint}</p>`;
}

/** Returns the rows that a form has, of a sheet of that name if the file has one. */
export async function readSheet(form: FormData, name?: string): Promise<readonly (readonly Cell[])[] | SheetComplaint> {
  const file = form.get('file');
  if (file instanceof File && file.size > 0) return (await readFile(file, name)) ?? 'unreadable';
  const pasted = String(form.get('rows') ?? '');
  return pasted.trim() === '' ? 'empty' : readText(pasted);
}
