/** How many frames of a camera a card needs to be read, what reading costs the page, and what a frame's pixels cost. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { quantile } from '../../../support/quantile.ts';
import { type FilmBrowser, openFilm } from './browser.ts';
import { type Film, type FilmOptions, filmSize, mark, writeFilm } from './film.ts';
import { type Tasks, traceTasks } from './main-thread.ts';
import type { Watched } from './page.ts';

export interface FirstReadBench {
  readonly programs: readonly string[];
  readonly table: string;
}

export async function benchFirstRead({
  quick = false,
  say,
}: {
  readonly quick?: boolean;
  readonly say: (line: string) => void;
}): Promise<FirstReadBench> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-film-'));
  const [rows, paid]: [string[], string[]] = [[], []];
  let version = '';
  try {
    for (const { name, target, ...look } of looks) {
      const file = path.join(folder, 'film.y4m');
      const film = writeFilm(file, { ...look, cards: quick ? 3 : 8 });
      const browser = await openFilm(file);
      version = browser.version;
      try {
        const turns = quick ? 2 : 3;
        rows.push(rowOf(name, target, await readFilm(browser, film, turns)));
        say(rows.at(-1) ?? '');
        if (paid.length === 0) paid.push(...(await costs(browser, quick ? 3 : 10)));
      } finally {
        await browser.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const heads = [
    '| a card comes into view | frames looked at | frames filmed | read | wrong | target |',
    '|---|--:|--:|--:|--:|--:|',
  ];
  const others = ['| | measured | target |', '|---|---|---|', ...paid];
  return { programs: [version], table: [...heads, ...rows, '', ...others].join('\n') };
}

const looks: readonly (Omit<FilmOptions, 'cards'> & { readonly name: string; readonly target: string })[] = [
  { name: 'QR, sharp', symbology: 'qr', blurModules: 0.3, target: '3' },
  { name: 'Code 39, sharp', symbology: 'code-39', blurModules: 0.3, target: '3' },
  { name: 'Code 39, blurred by a module', symbology: 'code-39', blurModules: 1, target: '8' },
  { name: 'QR, blurred by 0.7 modules', symbology: 'qr', blurModules: 0.7, target: '–' },
];

interface Reads {
  /** For each card that was read: frames from the first that showed it to the one that was read, both counted. */
  readonly filmed: readonly number[];
  /** Those of them that the reader looked at: fewer on a machine that is too slow for the camera. */
  readonly lookedAt: readonly number[];
  readonly cards: number;
  readonly wrong: number;
}

/** Plays the film the given number of times, and finds for each appearance of a card when it was read. */
async function readFilm(browser: FilmBrowser, film: Film, turns: number): Promise<Reads> {
  const page = await browser.open();
  const turnMs = (1000 * film.frames) / filmSize.framesPerSecond;
  const watched = await page.evaluate(
    ([forMs, bits, sidePx]) => globalThis.firstRead.watch(forMs ?? 0, bits ?? 0, sidePx ?? 0),
    [turnMs * (turns + 0.5), mark.bits, mark.sidePx],
  );
  await page.close();
  return countReads(watched, film);
}

function countReads({ pictures, looks, readings }: Watched, film: Film): Reads {
  const [filmed, lookedAt]: [number[], number[]] = [[], []];
  let cards = 0;
  for (const { text, from, frames: shown } of film.cards)
    for (const [cameAtMs] of appearances(pictures, from, shown)) {
      cards++;
      const read = readings.find(([atMs, told]) => told === text && atMs >= cameAtMs - 5 && atMs < cameAtMs + 1500);
      if (read === undefined) continue;
      const [toldAtMs] = read;
      filmed.push(Math.round(((toldAtMs - cameAtMs) / 1000) * filmSize.framesPerSecond) + 1);
      lookedAt.push(looks.filter((atMs) => atMs >= cameAtMs - 5 && atMs <= toldAtMs + 5).length);
    }
  const wrong = readings.filter(([, told]) => !film.cards.some(({ text }) => text === told)).length;
  return { filmed, lookedAt, cards, wrong };
}

/** Returns the first picture of each time that a card came into view and stayed to its end. */
function appearances(all: Watched['pictures'], from: number, shown: number): Watched['pictures'] {
  const isIn = ([, number]: Watched['pictures'][number]) => number >= from && number < from + shown;
  return all.filter((picture, at) => {
    const before = all[at - 1];
    if (!isIn(picture) || before === undefined || isIn(before)) return false;
    return all.slice(at).some((later) => !isIn(later));
  });
}

/** The film of the first run also measures what the page's thread and a frame's pixels cost. */
async function costs(browser: FilmBrowser, seconds: number): Promise<readonly string[]> {
  const [alone, read] = [await traceTasks(browser, false, seconds), await traceTasks(browser, true, seconds)];
  const page = await browser.open();
  const { copied, drawn } = await page.evaluate((pictures) => globalThis.firstRead.readPixels(pictures), 10 * seconds);
  await page.close();
  return [
    `| the page’s thread while it scans, ${seconds} s | ${tasksIn(read)} | no task over 10 ms |`,
    `| the page’s thread while it only shows the camera | ${tasksIn(alone)} | |`,
    `| a frame’s brightness by copyTo, against by canvas | ${(quantile(copied, 0.5) / quantile(drawn, 0.5)).toFixed(2)} of the time | below 1 |`,
  ];
}

function tasksIn({ longestMs, overTenMs, totalMs, seconds }: Tasks): string {
  return `longest ${longestMs.toFixed(1)} ms, ${overTenMs} over 10 ms, ${(totalMs / seconds / 10).toFixed(1)} % busy`;
}

function rowOf(name: string, target: string, { filmed, lookedAt, cards, wrong }: Reads): string {
  // A card that was not read counts as slower than any that was.
  const at = (frames: readonly number[], share: number) =>
    frames.toSorted((a, b) => a - b)[Math.min(cards - 1, Math.floor(share * cards))] ?? 'not read';
  const shares = [lookedAt, filmed].map((frames) => `median ${at(frames, 0.5)}, 90 % ${at(frames, 0.9)}`);
  return `| ${name} | ${shares.join(' | ')} | ${filmed.length} of ${cards} | ${wrong} | ${target} |`;
}
