/** A sheet of test codes, and how a reader types them: for people who set readers up. Uses no card and no registry. */
import { adviceOn, createDoctor, type Examined, type ReaderProfile } from '@kaiku/capture/doctor';
import { localeFor } from '@kaiku/scanner/locales';
import { code39, drawingSVG, qrcode } from 'bwip-js/browser';
import { type Fact, type Texts, texts } from './texts.ts';

/**
 * Letters and signs that differ between keyboard layouts, and doubled digits. Not a card's code. Code 39 without `/`,
 * because some readers treat it as the start of a pair.
 */
const codes = ['KAIKU-1', 'QWZY-2', '1122334455', 'KAIKU-4', 'AZ/MW.5', '9876543210'];
const drawn: readonly ('code-39' | 'qr')[] = ['code-39', 'code-39', 'code-39', 'qr', 'qr', 'qr'];

interface Kept {
  readonly keptAt: string;
  readonly profile: ReaderProfile;
}
const keptKey = 'kaiku-reader';

const find = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const address = new URL(location.href);
let lang = address.searchParams.get('lang') ?? document.documentElement.lang;
let examined: Examined | undefined;

for (const [index, code] of codes.entries()) find('codes').append(codeItem(code, drawn[index] ?? 'qr'));
const doctor = createDoctor({ codes, onScan: show });
find('print').addEventListener('click', () => print());
find('keep').addEventListener('click', keep);
find('again').addEventListener('click', () => {
  doctor.forget();
  show(undefined);
});
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-lang]'))
  button.addEventListener('click', () => {
    lang = button.dataset.lang ?? 'fi';
    address.searchParams.set('lang', lang);
    history.replaceState(null, '', address);
    show(examined);
  });
show(undefined);

function codeItem(code: string, symbology: 'code-39' | 'qr'): HTMLElement {
  const item = document.createElement('li');
  item.dataset.code = code;
  const quiet = { text: code, scale: 1, backgroundcolor: 'ffffff' };
  const drawing =
    symbology === 'qr'
      ? qrcode({ ...quiet, bcid: 'qrcode', padding: 4 }, drawingSVG())
      : code39({ ...quiet, bcid: 'code39', height: 12, paddingwidth: 10 }, drawingSVG());
  const picture = document.createElement('img');
  picture.src = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
  // The text below is its name.
  picture.alt = '';
  item.className = symbology;
  const name = document.createElement('b');
  name.textContent = code;
  item.append(picture, name);
  return item;
}

/** Shows the results in the current language. */
function show(now: Examined | undefined): void {
  examined = now;
  const locale = localeFor(lang);
  const t = texts[locale.lang as keyof typeof texts];
  document.documentElement.lang = locale.lang;
  document.title = t.title;
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]'))
    element.textContent = String(t[element.dataset.text as keyof Texts]);
  for (const item of document.querySelectorAll<HTMLElement>('[data-code]'))
    item.classList.toggle('scanned', now?.scanned.includes(item.dataset.code ?? '') === true);
  const advice = now === undefined ? [] : adviceOn(now.profile);
  find('progress').textContent = t.progress(now?.scanned.length ?? 0, codes.length);
  find('facts').replaceChildren(...(now === undefined ? [] : factItems(now.profile, t)));
  find('advice-title').hidden = now === undefined;
  find('advice').replaceChildren(
    ...advice.map((setting) => {
      const { sentence, nextStep } = locale.reader.advice[setting];
      const item = line('li', `${sentence} ${nextStep}`);
      item.dataset.advice = setting;
      return item;
    }),
  );
  if (now !== undefined && advice.length === 0) find('advice').append(line('li', t.fine));
  find('keep').hidden = find('again').hidden = now === undefined;
  showKept(t);
}

function factItems(profile: ReaderProfile, t: Texts): readonly HTMLElement[] {
  const values: Readonly<Record<Fact, string>> = {
    keyboard: t.keyboards[profile.keyboard],
    lowerCase: profile.lowerCase ? t.yes : t.no,
    suffix: profile.suffix || t.none,
    before: profile.before || t.none,
    altCodes: profile.altCodes ? t.yes : t.no,
    gapMs: String(Math.round(profile.gapMs)),
    dropped: String(profile.dropped),
  };
  return (Object.keys(values) as Fact[]).flatMap((fact) => {
    const value = line('dd', values[fact]);
    value.dataset.fact = fact;
    return [line('dt', t.facts[fact]), value];
  });
}

function line(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** Stores the result on this device, for the next person who sets its reader up. It contains no card. */
function keep(): void {
  if (examined === undefined) return;
  const kept: Kept = { keptAt: new Date().toISOString(), profile: examined.profile };
  localStorage.setItem(keptKey, JSON.stringify(kept));
  show(examined);
}

function showKept(t: Texts): void {
  const kept = JSON.parse(localStorage.getItem(keptKey) ?? 'null') as Kept | null;
  find('kept').replaceChildren();
  if (kept === null) return;
  const on = new Date(kept.keptAt).toLocaleDateString(lang, { timeZone: 'Europe/Helsinki' });
  const facts = document.createElement('dl');
  facts.append(...factItems(kept.profile, t));
  find('kept').append(t.kept(on), facts);
}
