import '@kaiku/scanner/define';

const scanner = document.querySelector('kaiku-scanner');
if (scanner === null) throw new Error('index.html has no <kaiku-scanner>.');

const address = new URL(location.href);
// Set the language before the first await, or the screen starts in the page's language.
scanner.lang = address.searchParams.get('lang') ?? document.documentElement.lang;

/** From this venue's server: the registry's address and this till's token. */
const { registry, token } = (await (await fetch('kaiku.json')).json()) as { registry: string; token: string };
scanner.registry = registry;
// Without a show in the address, the element lists the shows and chooses the next one of today.
scanner.show = address.searchParams.get('show') ?? '';
scanner.token = token;
scanner.addEventListener('kaiku-show', ({ detail }) => remember('show', detail.show));
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-lang]')) {
  button.addEventListener('click', () => {
    scanner.lang = button.dataset.lang ?? 'fi';
    remember('lang', scanner.lang);
  });
}

/** Stores a choice in the address, so that a reload restores it. */
function remember(name: string, value: string): void {
  const next = new URL(location.href);
  next.searchParams.set(name, value);
  history.replaceState(null, '', next);
}
