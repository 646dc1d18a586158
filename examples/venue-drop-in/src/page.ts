import '@kaiku/scanner/define';
import { createHttpRegistry, isKaikuError } from '@kaiku/client';

const scanner = document.querySelector('kaiku-scanner');
const shows = document.querySelector<HTMLSelectElement>('#shows');
if (scanner === null || shows === null) throw new Error('index.html and page.ts do not belong together');

const address = new URL(location.href);
// Set before the first `await`, or the screen would begin in the page's language.
scanner.lang = address.searchParams.get('lang') ?? document.documentElement.lang;

/** The registry's address and this device's token, from the venue's own server. */
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
  // Without the registry the list stays empty. The show in the address still works: this device stores its visits.
  if (!isKaikuError(error)) throw error;
}

function choose(show: string | null): void {
  if (scanner === null || !show) return;
  scanner.show = show;
  remember('show', show);
}

/** Stores a setting in the page's address, so that a reload returns to the same show and language. */
function remember(name: string, value: string): void {
  const next = new URL(location.href);
  next.searchParams.set(name, value);
  history.replaceState(null, '', next);
}
