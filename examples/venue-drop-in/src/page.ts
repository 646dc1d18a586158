import '@kaiku/scanner/define';
import { createHttpRegistry, isKaikuError } from '@kaiku/client';

const scanner = document.querySelector('kaiku-scanner');
const shows = document.querySelector<HTMLSelectElement>('#shows');
if (scanner === null || shows === null) throw new Error('index.html has no <kaiku-scanner> or no #shows.');

const address = new URL(location.href);
// Set the language before the first await, or the screen starts in the page's language.
scanner.lang = address.searchParams.get('lang') ?? document.documentElement.lang;

/** From this venue's server: the registry's address and this till's token. */
const { registry, token } = (await (await fetch('kaiku.json')).json()) as { registry: string; token: string };
scanner.registry = registry;
scanner.token = token;
choose(address.searchParams.get('show'));

shows.addEventListener('change', () => choose(shows.value));
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-lang]')) {
  button.addEventListener('click', () => {
    scanner.lang = button.dataset.lang ?? 'fi';
    remember('lang', scanner.lang);
  });
}

try {
  for (const show of await createHttpRegistry({ url: registry, token }).shows()) {
    if (show.cancelled) continue;
    const starts = new Date(show.startsAt).toLocaleString('fi-FI', {
      dateStyle: 'short',
      timeStyle: 'short',
      timeZone: 'Europe/Helsinki',
    });
    shows.add(new Option(`${show.name} – ${starts}`, show.id));
  }
  if (!address.searchParams.has('show')) choose(shows.value);
  shows.value = scanner.show;
} catch (error) {
  // Without the registry the list is empty. The show in the address still works, and the device stores its visits.
  if (!isKaikuError(error)) throw error;
}

function choose(show: string | null): void {
  if (scanner === null || !show) return;
  scanner.show = show;
  remember('show', show);
}

/** Stores a choice in the address, so that a reload restores it. */
function remember(name: string, value: string): void {
  const next = new URL(location.href);
  next.searchParams.set(name, value);
  history.replaceState(null, '', next);
}
