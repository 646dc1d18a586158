/** A bar for each row, as SVG: sharp on paper, in the colours of the page, and without a style of its own. */
import { scaleLinear } from 'd3-scale';
import { css, html, nothing, svg, type TemplateResult } from 'lit';

/** A bar. */
export interface Bar {
  readonly label: string;
  /** Null: withheld. */
  readonly value: number | null;
  /** What the value is out of, such as a cap. */
  readonly of?: number;
}

/** The most bars. A table has all of them. */
export const maxBars = 24;

const rowHeight = 44;
const barHeight = 16;

/** The styles of charts. */
export const chartStyles = css`
  svg {
    display: block;
    width: 100%;
    overflow: visible;
    font-size: 0.875rem;
    fill: currentColor;
  }
  .bar {
    fill: var(--_accent);
  }
  .of {
    fill: none;
    stroke: var(--_edge);
  }
  .tick {
    stroke: var(--_line);
  }
  @media print {
    .bar {
      fill: #444;
    }
  }
  @media (forced-colors: active) {
    .bar {
      fill: Highlight;
    }
  }
`;

/** Returns a chart of the first bars, which a screen reader announces as `label`. */
export function barChart(all: readonly Bar[], label: string): TemplateResult {
  const bars = all.slice(0, maxBars);
  const most = Math.max(1, ...bars.map(({ value, of = 0 }) => Math.max(value ?? 0, of)));
  const scale = scaleLinear().domain([0, most]).nice(4).range([0, 100]);
  const ticks = scale.ticks(4).filter(Number.isInteger);
  const height = bars.length * rowHeight;
  return html`<svg role="img" aria-label=${label} height=${height + 24}>
    ${ticks.map(
      (tick) => svg`<line class="tick" x1="${scale(tick)}%" x2="${scale(tick)}%" y1="0" y2=${height}></line>
        <text x="${scale(tick)}%" y=${height + 18} text-anchor=${anchorOf(scale(tick))}>${tick}</text>`,
    )}
    ${bars.map(({ label: name, value, of }, index) => {
      const top = index * rowHeight;
      return svg`<text x="0" y=${top + 16}>${name}${value === null ? ': –' : `: ${value}${of === undefined ? '' : ` / ${of}`}`}</text>
        ${of === undefined ? nothing : svg`<rect class="of" x="0" y=${top + 22} width="${scale(of)}%" height=${barHeight}></rect>`}
        <rect class="bar" x="0" y=${top + 22} width="${scale(value ?? 0)}%" height=${barHeight}></rect>`;
    })}
  </svg>`;
}

function anchorOf(percent: number): string {
  if (percent < 5) return 'start';
  return percent > 95 ? 'end' : 'middle';
}
