/** The playground: a till, and around it what a till has around it. */
import type { KaikuScanner } from '@kaiku/scanner';
import { createFakeCamera, installFakeCamera } from '@kaiku/testkit/camera';
import { createFakeReader, type LayoutName, layouts } from '@kaiku/testkit/reader';
import { type Settings, settingsIn, standard, toSearch } from './address.ts';
import { installClock, setClock } from './clock.ts';
import { forgetEverything } from './forget.ts';
import { registryUrl, startRegistry } from './registry.ts';
import type { Choice } from './registry-messages.ts';
import { texts } from './texts.ts';
import { showVisits } from './visits.ts';

/** The token of the till in the demo world, and of the manager, whose list of visits the page shows. */
const tokens = { till: 'demo-box-office', manager: 'demo-manager' } as const;
const hourMs = 3_600_000;

let settings = settingsIn(location.search);
const words = () => texts[settings.lang];

function find<T extends Element>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (found === null) throw new Error(`index.html has no ${selector}.`);
  return found;
}
const panel = find<HTMLFormElement>('#panel');
const control = (name: keyof Settings) => find<HTMLSelectElement | HTMLInputElement>(`[name=${name}]`);
const button = (id: string) => find<HTMLButtonElement>(`#${id}`);

installClock();
writeTexts();
await forgetEverything();
const registry = await startRegistry().catch((error: unknown) => {
  find('#starting').textContent = `${words().failed} ${String(error)}`;
  throw error;
});
settings = withKnown(settings);
const camera = createFakeCamera();
installFakeCamera(camera);
find('#camera').append(camera.canvas);

// The till waits two and a half seconds for an answer, and the first ones take the longest.
await listVisits();
// A venue's page has the element's file next to it, and so has this one.
await import(new URL('scanner/kaiku-scanner.js', document.baseURI).href);
const till = document.createElement('kaiku-scanner') as KaikuScanner;
till.lang = settings.lang;
till.registry = registryUrl;
till.token = tokens.till;
till.show = settings.show;
find('#till').replaceChildren(till);
find('#till').removeAttribute('aria-busy');
fillChoices();
panel.hidden = false;
registry.onAnswer(() => void listVisits());
apply();
// A card that is shown before the till has its connection would be recorded as in an outage.
const connected = registry.isConnected ? new Promise<void>((resolve) => registry.onAnswer(resolve)) : Promise.resolve();
void connected.then(holdCard);
setInterval(showTime, 1_000);

panel.addEventListener('input', ({ target }) => {
  const { name, value } = target as HTMLInputElement;
  const isNumber = name === 'blur' || name === 'turn' || name === 'clock';
  change({ [name]: isNumber ? Number(value) : value });
  if (['card', 'side', 'blur', 'turn'].includes(name)) holdCard();
});
for (const [id, held] of [
  ['hold', 'card'],
  ['away', 'empty'],
] as const) {
  button(id).addEventListener('click', () => {
    change({ camera: held });
    holdCard();
  });
}
button('scan').addEventListener('click', ({ currentTarget }) => {
  // A reader types into what has the focus; the clerk's is not on this panel.
  (currentTarget as HTMLElement).blur();
  createFakeReader({ reader: settings.keyboard as LayoutName }).scan(settings.card);
});
button('network').addEventListener('click', () => change({ network: registry.isConnected ? 'off' : 'on' }));
till.addEventListener('kaiku-show', ({ detail }) => change({ show: detail.show }));
for (const choice of document.querySelectorAll<HTMLButtonElement>('[data-lang]')) {
  choice.addEventListener('click', () => {
    change({ lang: choice.dataset.lang as Settings['lang'] });
    writeTexts();
    fillChoices();
    apply();
  });
}

/** Returns the settings without a card, a show or a keyboard that there is not. */
function withKnown(given: Settings): Settings {
  const isIn = (choices: readonly Choice[], value: string) => choices.some((choice) => choice.value === value);
  const { cards, shows } = registry.choices;
  return {
    ...given,
    card: isIn(cards, given.card) ? given.card : standard.card,
    show: isIn(shows, given.show) ? given.show : standard.show,
    keyboard: Object.hasOwn(layouts, given.keyboard) ? given.keyboard : standard.keyboard,
  };
}

function change(changed: Partial<Settings>): void {
  settings = { ...settings, ...changed };
  history.replaceState(null, '', `${location.pathname}${toSearch(settings)}`);
  apply();
}

/** Brings everything to what the settings say. Safe to repeat. */
function apply(): void {
  for (const name of ['card', 'side', 'blur', 'turn', 'keyboard', 'clock', 'show'] as const) {
    control(name).value = String(settings[name]);
  }
  if (till.lang !== settings.lang) till.lang = settings.lang;
  if (till.show !== settings.show) till.show = settings.show;
  registry.isConnected = settings.network === 'on';
  const isCut = !registry.isConnected;
  button('network').textContent = isCut ? words().connect : words().cut;
  button('network').setAttribute('aria-pressed', String(isCut));
  registry.setClock(settings.clock * hourMs);
  setClock(settings.clock * hourMs);
  find('#hours').textContent = words().hours(settings.clock);
  showTime();
  void listVisits();
}

function holdCard(): void {
  if (settings.camera === 'empty') {
    camera.clear();
    return;
  }
  camera.show({
    symbology: settings.side,
    text: settings.card,
    turnedDeg: settings.turn,
    blurPx: settings.blur,
    tiltedDeg: 0,
  });
}

function showTime(): void {
  find('#time').textContent = new Date().toLocaleString(settings.lang === 'fi' ? 'fi-FI' : 'en-GB', {
    timeZone: 'Europe/Helsinki',
    dateStyle: 'full',
    timeStyle: 'medium',
  });
}

async function listVisits(): Promise<void> {
  const url = new URL(`v1/visits?show=${encodeURIComponent(settings.show)}`, registryUrl);
  const answer = await registry.ask(new Request(url, { headers: { Authorization: `Bearer ${tokens.manager}` } }));
  if (answer.ok) showVisits(find('#visits'), await answer.json(), words());
}

function fillChoices(): void {
  const options = (choices: readonly Choice[]) =>
    choices.map((choice) => new Option(choice[settings.lang], choice.value));
  control('card').replaceChildren(...options(registry.choices.cards));
  control('show').replaceChildren(...options(registry.choices.shows));
  const readable = Object.values(layouts).filter(({ latin }) => latin);
  control('keyboard').replaceChildren(...readable.map(({ name }) => new Option(name, name)));
}

function writeTexts(): void {
  document.documentElement.lang = settings.lang;
  document.title = words().title;
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
    element.textContent = String(words()[element.dataset.text as keyof typeof texts.en]);
  }
}
