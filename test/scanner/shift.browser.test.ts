import type { History, HistoryItem } from '@kaiku/client';
import { expect } from 'chai';
import { FakeDesk, notice } from './support/fakes.ts';
import { admissible, confirmed, customer } from './support/samples.ts';
import { opened, putUp, type Stand } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

afterEach(() => document.body.replaceChildren());

function past(more: Partial<HistoryItem> = {}): HistoryItem {
  const atMs = Date.now() - 60_000;
  const one = { visitId: 'visit-1', maskedCard: 'A0…723', cards: 1, people: 3 } as const;
  return { ...one, atMs, standing: 'confirmed', ...more };
}

async function shift(...items: readonly HistoryItem[]): Promise<Stand> {
  const counts = { recorded: 14, people: 31, provisional: 2, undone: 1, hasTicket: 5, refused: 3, undecided: 1 };
  const history: History = { sinceMs: Date.now() - 3_600_000, ...counts, items };
  const stand = await putUp({ desk: Object.assign(new FakeDesk(), { past: history }) });
  stand.desk.tell({ pending: 2, review: [notice()] });
  return opened(stand, 'shift');
}

// biome-ignore lint/performance/useDomNodeTextContent: the rendered text has the spaces between blocks that a person sees
const seen = (stand: Stand, part: string) => stand.find(`[part=${part}]`).innerText.replace(/\s+/g, ' ');

describe('the shift card', () => {
  it('tells on one screen what is recorded, waits and must be looked at, the places left and the rules’ edition', async () => {
    const told = seen(await shift(past()), 'shift-card');
    for (const row of [
      'Kirjattu 14 käyntiä, 31 henkilöä',
      'Niistä vahvistamatta 2',
      'Odottaa lähetystä 2',
      'Tarkistettava 1',
      'Peruttu 1',
      'Lippu oli jo 5',
      'Jäi kirjaamatta 4',
      'Paikkoja jäljellä 4/10',
      'Paikkoja tällä laitteella 5',
      'Sääntöjen versio 2025',
    ])
      expect(told).to.contain(row);
  });
  it('says that nothing is recorded yet where nothing is', async () => {
    const stand = await opened(await putUp(), 'shift');
    expect(stand.text()).to.contain('ei ole vielä kirjattu');
    expect(stand.element.shadowRoot?.querySelector('[part=history]')).to.equal(null);
  });
});

describe('the history', () => {
  it('tells each answer with its time and its mask', async () => {
    const group = past({ cards: 3, people: 4, standing: 'provisional' });
    const stand = await shift(group, past({ visitId: undefined, people: 0, standing: 'refused' }));
    const told = seen(stand, 'history');
    expect(told).to.match(/Vahvistamatta\s+3 korttia, 4 henkilöä\s+klo \d+\.\d\d · A0…723/);
    expect(told).to.match(/Ei kirjattu\s+klo \d+\.\d\d · A0…723/);
  });
  it('takes a visit back, and tells the page', async () => {
    const stand = await shift(past({ cards: 3 }), past({ visitId: 'visit-2', maskedCard: 'A9…458' }));
    const told: unknown[] = [];
    stand.element.addEventListener('kaiku-voided', ({ detail }) => told.push(detail));
    stand.desk.voidResult = { outcome: 'voided' };
    const buttons = [...(stand.element.shadowRoot?.querySelectorAll<HTMLElement>('[part=undo-past]') ?? [])];
    expect(buttons.map((button) => button.ariaLabel)).to.deep.equal([
      'Peru kirjaus: kortti A0…723',
      'Peru kirjaus: kortti A9…458',
    ]);
    for (const button of buttons) button.click();
    await stand.settle();
    expect(stand.desk.voidedIds).to.deep.equal(['visit-1', 'visit-2']);
    expect(told).to.deep.equal(stand.desk.voidedIds.map((visitId) => ({ visitId, outcome: 'voided' })));
  });
  it('says it where an undo failed, and offers it once more', async () => {
    const stand = await shift(past());
    stand.desk.voidResult = new Error('no');
    stand.find('[part=undo-past]').click();
    await stand.settle();
    expect(stand.find('[part=history]').textContent).to.contain('Kirjausta ei voitu perua.');
    expect(stand.find('[part=undo-past]').tagName).to.equal('BUTTON');
  });
  it('offers no undo of what is over, undone or refused', async () => {
    const stand = await shift(
      past({ atMs: Date.now() - 600_000 }),
      past({ visitId: 'u2', standing: 'undone' }),
      past({ visitId: 'u3', standing: 'refused' }),
      past({ visitId: 'u4', standing: 'review' }),
    );
    expect(stand.element.shadowRoot?.querySelector('[part=undo-past]')).to.equal(null);
  });
});

describe('a fresh answer', () => {
  it('tells until when it may be undone, and where', async () => {
    const desk = Object.assign(new FakeDesk(), { decision: admissible(0), verdict: confirmed });
    desk.past = { ...desk.past, items: [past({ atMs: Date.now() })] };
    const stand = await putUp({ desk });
    stand.wedges[0]?.read(customer.text);
    await stand.settle();
    stand.find('[part=confirm]').click();
    await stand.settle();
    expect(stand.find('[part=undo-until]').textContent).to.match(/^Voi perua klo \d+\.\d\d asti kohdasta Vuoro\.$/);
  });
});
