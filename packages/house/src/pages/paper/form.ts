/** The form to print: a block for each show, without personal data. */
import { css, html, type TemplateResult } from 'lit';
import { datesIn } from '../../locales/dates.ts';
import type { Language } from '../../locales/languages.ts';
import { paper } from '../../locales/paper.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';

/** Two letters and nine digits. */
const boxes = Array.from({ length: 11 }, (_, index) => index);

/** What is printed. */
export interface Form {
  readonly language: Language;
  readonly day: string;
  readonly shows: readonly ShowOfDay[];
  /** Rows of each show. */
  readonly rows: number;
}

/** Returns the form. It is on paper only. */
export function formView({ language, day, shows, rows }: Form): TemplateResult {
  return html`<div class="form" lang=${language}>${shows.map((show) => block(show, { language, day, rows }))}</div>`;
}

function block(show: ShowOfDay, { language, day, rows }: Omit<Form, 'shows'>): TemplateResult {
  const words = paper[language].form;
  const dates = datesIn(language);
  const clock = show.admission === 'per-day' ? '' : `, ${dates.clock(show.startsAt)}`;
  return html`<section>
    <h2>${words.title}</h2>
    <dl>
      <div><dt>${words.venue}</dt><dd>${show.venue}</dd></div>
      <div><dt>${words.show}</dt><dd>${show.name}</dd></div>
      <div><dt>${words.date}</dt><dd>${dates.day(day)}${clock}</dd></div>
    </dl>
    <p>${words.howTo} ${words.community}</p>
    <table>
      <thead>
        <tr>
          <th scope="col">${words.number}</th>
          <th scope="col">${words.code} <small>${words.codeHint}</small></th>
          <th scope="col">${words.minors}</th>
          <th scope="col">${words.time}</th>
          <th scope="col">${words.initials}</th>
          <th scope="col">✓</th>
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: rows },
          (_, index) => html`<tr>
            <td>${index + 1}</td>
            <td class="boxes">${boxes.map(() => html`<span></span>`)}</td>
            <td></td>
            <td></td>
            <td></td>
            <td></td>
          </tr>`,
        )}
      </tbody>
    </table>
    <p>${words.morning}</p>
  </section>`;
}

/** The styles of the form, in millimetres of A4. */
export const formStyles = css`
  .form {
    display: none;
  }
  @media print {
    .form {
      display: block;
      color: #000;
      font-size: 10pt;
      line-height: 1.3;
    }
    .form section + section {
      break-before: page;
    }
    .form h2 {
      font-size: 16pt;
    }
    .form dl {
      display: grid;
      grid-template-columns: repeat(3, auto);
      gap: 1mm 6mm;
      justify-content: start;
      margin-block: 2mm;
    }
    .form dt {
      color: inherit;
      font-size: 8pt;
    }
    .form dd {
      font-weight: 700;
    }
    .form table {
      margin-block: 3mm;
    }
    .form tr {
      break-inside: avoid;
    }
    .form thead {
      display: table-header-group;
    }
    .form th,
    .form td {
      height: 9.2mm;
      padding: 0 1.5mm;
      vertical-align: middle;
      border: 0.25mm solid #000;
    }
    .form th {
      height: auto;
      padding-block: 1mm;
      font-size: 8pt;
    }
    .form small {
      font-weight: 400;
    }
    .form td:first-child {
      width: 9mm;
      text-align: end;
    }
    .form .boxes {
      width: 78mm;
      white-space: nowrap;
      line-height: 0;
    }
    .boxes span {
      display: inline-block;
      width: 6.4mm;
      height: 7mm;
      border: 0.2mm solid #777;
      border-inline-start-width: 0;
    }
    .boxes span:first-child {
      border-inline-start-width: 0.2mm;
    }
    .boxes span:nth-child(3) {
      margin-inline-start: 1.5mm;
      border-inline-start-width: 0.2mm;
    }
  }
`;
