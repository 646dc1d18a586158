import type { Field, Layout } from './layout.ts';

const columns = (...names: readonly Field[]) => names.map((field) => ({ field }));

/**
 * The rows of Kaikukanta's import function: the programme's five fields in its order (M20 §9.1 2/4). The programme's own
 * template is not public, so the headings, the sheet's name and the form of the date are ours.
 */
export const kaikukantaLayout: Layout = {
  sheet: 'Kaikukortit',
  language: 'fi',
  dates: 'cell',
  columns: columns('card', 'adults', 'minors', 'showName', 'date'),
};

/** The corrections to make in Kaikukanta by hand. */
export const correctionsLayout: Layout = {
  sheet: 'Korjaukset',
  language: 'fi',
  dates: 'cell',
  columns: columns('action', 'card', 'minors', 'showName', 'date', 'minorsNow', 'dateNow'),
};

/** A broker's sales report: the same five fields, under names that brokers use. Ours, until one sends a report. */
export const brokerLayout: Layout = {
  sheet: 'Raportti',
  language: 'fi',
  dates: 'cell',
  columns: [
    { field: 'showName', also: ['Tapahtuma', 'Esitys', 'Tuote', 'Evenemang', 'Föreställning', 'Event', 'Product'] },
    { field: 'date', also: ['Pvm', 'Esityspäivä', 'Tapahtumapäivä', 'Datum', 'Event date'] },
    { field: 'time', also: ['Klo', 'Aika', 'Kl.', 'Tid', 'Start'] },
    { field: 'card', also: ['Kaikukortti', 'Tunnus', 'Kortin numero', 'Kortets nummer', 'Kod', 'Code'] },
    { field: 'adults', also: ['Aikuisia', 'Aikuiset', 'Vuxna', 'Adults'] },
    { field: 'minors', also: ['Lapsia', 'Lapset', 'Barn', 'Children'] },
  ],
};

/** The sheet of the paper form: code, children, time (M20 §10 3/3). Its event and day may be above the table. */
export const paperLayout: Layout = {
  sheet: 'Lomake',
  language: 'fi',
  dates: 'cell',
  columns: [
    { field: 'card', also: ['Tunnus', 'Kortets nummer', 'Kod', 'Code'] },
    { field: 'minors', also: ['Lapset', 'Lapsia', 'Barn', 'Children'] },
    { field: 'time', also: ['Klo', 'Aika', 'Kl.', 'Tid'] },
    { field: 'showName', also: ['Tapahtuma', 'Esitys', 'Evenemang', 'Föreställning'] },
    { field: 'date', also: ['Pvm', 'Päivä'] },
  ],
};

/** Our own export: the five fields, then what identifies a usage here, and if its card was checked. Importing it changes nothing. */
export const ownLayout: Layout = {
  sheet: 'Kaikukortit',
  language: 'fi',
  dates: 'cell',
  columns: columns('card', 'adults', 'minors', 'showName', 'date', 'time', 'venue', 'seller', 'usageId', 'cardCheck'),
};

/** The list of the rows that Kaikukanta did not take. Ours: the programme's is not public. */
export const returnedLayout: Layout = {
  sheet: 'Hylätyt',
  language: 'fi',
  dates: 'cell',
  columns: [
    { field: 'card', also: ['Tunnus', 'Kaikukortti', 'Kortets nummer', 'Kod', 'Code'] },
    { field: 'minors', also: ['Lapset', 'Lapsia', 'Barn', 'Children'] },
    { field: 'showName', also: ['Tapahtuma', 'Evenemang'] },
    { field: 'date', also: ['Pvm'] },
    { field: 'reason', also: ['Virhe', 'Selite', 'Huomautus', 'Fel', 'Error'] },
  ],
};

/** The layouts that `--layout` knows by name. */
export const layouts: Readonly<Record<string, Layout>> = {
  kaikukanta: kaikukantaLayout,
  broker: brokerLayout,
  paper: paperLayout,
  own: ownLayout,
  returned: returnedLayout,
};
