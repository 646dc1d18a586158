/**
 * The developer panel below the page of `npm start`: cuts the network, makes requests fail, and compares the visits that
 * this device recorded with those in the registry. .tools/serve-page.ts serves it; a venue's page does not contain it.
 */

interface State {
  readonly up: boolean;
  readonly faults: string;
  readonly counted: readonly { readonly visitId: string }[];
}

const find = <E extends HTMLElement>(id: string) => document.querySelector(`.developer #${id}`) as E;
const [network, faults] = [find<HTMLButtonElement>('network'), find<HTMLSelectElement>('faults')];

network.addEventListener('click', () => void send('network', { up: network.ariaChecked !== 'true' }));
faults.addEventListener('change', () => void send('faults', { faults: faults.value }));
document.addEventListener('kaiku-verdict', (event) => {
  const { visitId, usages } = (event as CustomEvent).detail;
  if (visitId !== undefined) remember({ [visitId]: usages.length });
});
document.addEventListener('kaiku-voided', (event) => {
  const { visitId, usages } = (event as CustomEvent).detail;
  if (usages === undefined) remember({ [visitId]: 0 });
});
void pollState();

async function send(what: string, wish: object): Promise<void> {
  await fetch(`developer/${what}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(wish),
  });
  await showState();
}

async function pollState(): Promise<void> {
  await showState().catch(() => {});
  setTimeout(() => void pollState(), 500);
}

async function showState(): Promise<void> {
  const {
    up,
    faults: choice,
    counted,
  }: State = await (await fetch(`developer/state?show=${encodeURIComponent(show())}`)).json();
  network.ariaChecked = String(up);
  network.textContent = up ? 'Network: connected' : 'Network: cut';
  if (document.activeElement !== faults) faults.value = choice;
  const here = recorded();
  const uses = Object.values(here).reduce((sum, cards) => sum + cards, 0);
  const arrived = counted.filter(({ visitId }) => (here[visitId] ?? 0) > 0).length;
  find('recorded').textContent = String(uses);
  find('arrived').textContent = String(arrived);
  find('counted').textContent = String(counted.length);
  find('balance').textContent =
    arrived === uses
      ? 'Every visit of this device is in the registry.'
      : `${uses - arrived} of them are on this device only.`;
}

function show(): string {
  return document.querySelector('kaiku-scanner')?.show ?? '';
}

/** Returns the number of cards of each visit that this device recorded for the show. Survives a reload. */
function recorded(): Readonly<Record<string, number>> {
  return JSON.parse(sessionStorage.getItem(`recorded ${show()}`) ?? '{}');
}

function remember(news: Readonly<Record<string, number>>): void {
  sessionStorage.setItem(`recorded ${show()}`, JSON.stringify({ ...recorded(), ...news }));
  void showState();
}
