import { inLanguages } from './languages.ts';

/** The words of the fields for rows of a spreadsheet. */
export const sheet = inLanguages(
  {
    file: 'Tiedosto (XLSX tai CSV)',
    paste: 'Tai liitä rivit taulukosta otsikoineen',
    empty: 'Valitse tiedosto tai liitä rivit.',
    unreadable: 'Tiedostoa ei voi lukea. Tallenna se XLSX- tai CSV-muodossa ja yritä uudelleen.',
  },
  {
    file: 'Fil (XLSX eller CSV)',
    paste: 'Eller klistra in rader från ett kalkylblad, med rubriker',
    empty: 'Välj en fil eller klistra in rader.',
    unreadable: 'Filen kan inte läsas. Spara den som XLSX eller CSV och försök igen.',
  },
  {
    file: 'File (XLSX or CSV)',
    paste: 'Or paste rows of a spreadsheet, with headings',
    empty: 'Choose a file or paste rows.',
    unreadable: 'The file cannot be read. Save it as XLSX or CSV, then try again.',
  },
);
