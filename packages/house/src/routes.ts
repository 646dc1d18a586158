/**
 * The table of the pages. Each is a folder in `pages/`, and is fetched when it is first opened. A new page has an element that
 * extends `HousePage` in `pages/<name>/<name>.page.ts`, its words in three languages in `locales/<name>.ts`, an entry here,
 * and a stage in test/architecture/stages.ts.
 */
import { mayDo, type OperationId, type Role, rights } from '@kaiku/client/contract';
import { html, type TemplateResult } from 'lit';
import { attention } from './locales/attention.ts';
import { devices } from './locales/devices.ts';
import { evening } from './locales/evening.ts';
import { figures } from './locales/figures.ts';
import type { InLanguages, Language } from './locales/languages.ts';
import { log } from './locales/log.ts';
import { paper } from './locales/paper.ts';
import { people } from './locales/people.ts';
import { reconcile } from './locales/reconcile.ts';
import { shows } from './locales/shows.ts';
import { tonight } from './locales/tonight.ts';
import type { House } from './page.ts';

/** A page of the house. */
export interface Route {
  /** Its part of the address: `/desk/tonight`. */
  readonly name: string;
  title(language: Language): string;
  /** The page is in the menu only for roles that may do this. Default: for all. */
  readonly needs?: OperationId;
  /** Defines the page's element. */
  load(): Promise<unknown>;
  view(house: House): TemplateResult;
}

const titleOf = (words: InLanguages<{ readonly title: string }>) => (language: Language) => words[language].title;

/** In the order of the menu. The first is the page of `/desk`. */
export const routes: readonly [Route, ...Route[]] = [
  {
    name: 'tonight',
    title: titleOf(tonight),
    load: () => import('./pages/tonight/tonight.page.ts'),
    view: (house) => html`<house-tonight .house=${house}></house-tonight>`,
  },
  {
    name: 'shows',
    title: titleOf(shows),
    needs: 'createShow',
    load: () => import('./pages/shows/shows.page.ts'),
    view: (house) => html`<house-shows .house=${house}></house-shows>`,
  },
  {
    name: 'evening',
    title: titleOf(evening),
    needs: 'readEvening',
    load: () => import('./pages/evening/evening.page.ts'),
    view: (house) => html`<house-evening .house=${house}></house-evening>`,
  },
  {
    name: 'figures',
    title: titleOf(figures),
    needs: 'readStatistics',
    load: () => import('./pages/figures/figures.page.ts'),
    view: (house) => html`<house-figures .house=${house}></house-figures>`,
  },
  {
    name: 'paper',
    title: titleOf(paper),
    needs: 'recordVisit',
    load: () => import('./pages/paper/paper.page.ts'),
    view: (house) => html`<house-paper .house=${house}></house-paper>`,
  },
  {
    name: 'reconcile',
    title: titleOf(reconcile),
    needs: 'listVisits',
    load: () => import('./pages/reconcile/reconcile.page.ts'),
    view: (house) => html`<house-reconcile .house=${house}></house-reconcile>`,
  },
  {
    name: 'attention',
    title: titleOf(attention),
    needs: 'listAttention',
    load: () => import('./pages/attention/attention.page.ts'),
    view: (house) => html`<house-attention .house=${house}></house-attention>`,
  },
  {
    name: 'devices',
    title: titleOf(devices),
    needs: 'listDevices',
    load: () => import('./pages/devices/devices.page.ts'),
    view: (house) => html`<house-devices .house=${house}></house-devices>`,
  },
  {
    name: 'people',
    title: titleOf(people),
    needs: 'listPeople',
    load: () => import('./pages/people/people.page.ts'),
    view: (house) => html`<house-people .house=${house}></house-people>`,
  },
  {
    name: 'log',
    title: titleOf(log),
    needs: 'readLog',
    load: () => import('./pages/log/log.page.ts'),
    view: (house) => html`<house-log .house=${house}></house-log>`,
  },
];

/** True if a page is in the menu of a role. */
export function isFor({ needs }: Route, role: Role | undefined): boolean {
  return needs === undefined || (role !== undefined && mayDo(rights[needs], role));
}
