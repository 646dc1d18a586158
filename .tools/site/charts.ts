/** Bar charts of tables in Markdown, as SVG files without a script or a font. */
import { outsideCode } from './pages.ts';

/** The column of a table that a chart shows. */
export interface ChartPlan {
  /** The file of the picture. */
  readonly name: string;
  /** The table's first header cells, which identify it on its page. */
  readonly table: readonly string[];
  /** Returns the bar of a row; `undefined` leaves the row out. */
  readonly bar: (cells: readonly string[]) => { readonly label: string; readonly value: number } | undefined;
  readonly title: string;
  /** The unit of the values, as it is written after them. */
  readonly unit: string;
}

/** A table of a page, without emphasis. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Where it ends in the text. */
  readonly end: number;
}

/** Returns the tables of a Markdown text. */
export function tablesOf(text: string): readonly Table[] {
  const found: Table[] = [];
  let start = 0;
  for (const { prose, code } of outsideCode(text)) {
    for (const match of prose.matchAll(/(?:^\|.*\|$\n?)+/gm)) {
      const [header = '', line = '', ...rows] = match[0].trim().split('\n');
      if (/^\|[-:| ]+\|$/.test(line)) {
        found.push({ header: cellsOf(header), rows: rows.map(cellsOf), end: start + match.index + match[0].length });
      }
    }
    start += prose.length + code.length;
  }
  return found;
}

function cellsOf(line: string): readonly string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.replaceAll(/[*`]/g, '').trim());
}

/** Returns the first number of a cell (`12 ms`, `p50 2,565 ms`, `33 of 400`); `undefined` if it has none. */
export function numberIn(cell: string | undefined): number | undefined {
  const [found] = /\d[\d,]*(?:\.\d+)?/.exec((cell ?? '').replace(/\bp\d\d\b/, '')) ?? [];
  return found === undefined ? undefined : Number(found.replaceAll(',', ''));
}

/** Returns the table that a plan shows. @throws Error if the page does not have it */
function tableOf(text: string, { name, table }: ChartPlan): Table {
  const found = tablesOf(text).find(({ header }) => table.every((cell, index) => header[index] === cell));
  if (found === undefined) throw new Error(`No table begins with “${table.join(' | ')}” for the chart ${name}.`);
  return found;
}

/**
 * Returns a text with a picture below each table that a plan shows, and the pictures by their file names.
 * @throws Error if a table is missing, or a chart would have fewer than two bars
 */
export function withCharts(
  text: string,
  plans: readonly ChartPlan[],
): { readonly text: string; readonly pictures: ReadonlyMap<string, string> } {
  const charts = plans.map((plan) => {
    const { rows, end } = tableOf(text, plan);
    const bars = rows.flatMap((cells) => plan.bar(cells) ?? []);
    if (bars.length < 2) throw new Error(`The chart ${plan.name} has fewer than two bars.`);
    return { end, plan, svg: drawChart(plan, bars), bars };
  });
  const drawn = charts
    .toSorted((one, other) => other.end - one.end)
    .reduce(
      (before, { end, plan }) =>
        `${before.slice(0, end)}\n![${plan.title}, as in the table above](charts/${plan.name}.svg)\n${before.slice(end)}`,
      text,
    );
  return { text: drawn, pictures: new Map(charts.map(({ plan, svg }) => [`charts/${plan.name}.svg`, svg])) };
}

const widthPx = 720;
const labelWidthPx = 300;
const valueWidthPx = 90;
const rowPx = 26;
const topPx = 44;

/** Returns the chart: one bar a row, its length from zero. Readable on a light and on a dark page. */
function drawChart(
  { title, unit }: ChartPlan,
  bars: readonly { readonly label: string; readonly value: number }[],
): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const roomPx = widthPx - labelWidthPx - valueWidthPx;
  const heightPx = topPx + bars.length * rowPx + 12;
  const rows = bars.map(({ label, value }, index) => {
    const y = topPx + index * rowPx;
    const lengthPx = Math.max(1, (value / longest) * roomPx).toFixed(1);
    return [
      `<text x="${labelWidthPx - 8}" y="${y + 15}" text-anchor="end">${toXml(shorten(label))}</text>`,
      `<rect x="${labelWidthPx}" y="${y + 2}" width="${lengthPx}" height="18" fill="#245c99"/>`,
      `<text x="${labelWidthPx + Number(lengthPx) + 6}" y="${y + 15}">${value}${toXml(unit)}</text>`,
    ].join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${widthPx} ${heightPx}" width="${widthPx}" height="${heightPx}" role="img" aria-label="${toXml(title)}">
<rect width="${widthPx}" height="${heightPx}" rx="6" fill="#f6f8fa"/>
<g font-family="system-ui, sans-serif" font-size="13" fill="#1f2328">
<text x="16" y="26" font-size="15" font-weight="600">${toXml(title)}</text>
${rows.join('\n')}
</g>
</svg>
`;
}

function shorten(label: string): string {
  return label.length <= 44 ? label : `${label.slice(0, 43)}…`;
}

function toXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
