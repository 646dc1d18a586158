/** The charts of docs/benchmarks.md. */
import { type ChartPlan, numberIn } from './charts.ts';

/** Returns the bar of a row: one column's number, labelled by others; none if the cell has no number. */
const column =
  (value: number, labels: readonly number[], rows: RegExp = /./) =>
  (cells: readonly string[]) => {
    const label = labels.map((index) => cells[index]).join(', ');
    const number = numberIn(cells[value]);
    return number === undefined || !rows.test(label) ? undefined : { label, value: number };
  };

export const benchmarkCharts: readonly ChartPlan[] = [
  {
    name: 'registry',
    title: 'Visits a second at one hot show',
    unit: '/s',
    table: ['', 'shows', 'clients', 'visits/s'],
    bar: (cells) =>
      cells[1] === '1' ? column(3, [0, 2])([`${cells[0]}`, '', `${cells[2]} clients`, `${cells[3]}`]) : undefined,
  },
  {
    name: 'growth',
    title: 'Median of a request with 2 000 000 usages',
    unit: ' ms',
    table: ['', '40 000 usages, 10 100 shows: p50 ms'],
    bar: column(3, [0]),
  },
  {
    name: 'empty-frame',
    title: 'Median time for an empty frame of 1280 × 720',
    unit: ' ms',
    table: ['an empty frame of 1280 × 720'],
    bar: column(2, [0]),
  },
  {
    name: 'first-read',
    title: 'Frames from the first with the card until it is read',
    unit: '',
    table: ['a card comes into view'],
    bar: column(2, [0]),
  },
  {
    name: 'scan',
    title: 'From the card to the answer on the screen, QR, median',
    unit: ' ms',
    table: ['', 'QR p50'],
    bar: column(1, [0], /^(frame|decode|accept|check|paint|all)/),
  },
  {
    name: 'sizes',
    title: 'What a page loads, gzipped',
    unit: ' kB',
    table: ['', 'own code', 'with its libraries'],
    bar: column(1, [0]),
  },
];
