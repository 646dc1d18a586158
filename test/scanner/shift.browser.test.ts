import type { History, HistoryItem } from '@kaiku/client';
import { expect } from 'chai';
import { FakeDesk, notice } from './support/fakes.ts';
import { type Fixture, opened, putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, confirmed, customer } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

function past(more: Partial<HistoryItem> = {}): HistoryItem {
  const atMs = Date.now() - 60_000;
  const one = { visitId: 'visit-1', maskedCard: 'A0…723', cards: 1, people: 3 } as const;
  return { ...one, atMs, standing: 'confirmed', ...more };
}

async function shift(...items: readonly HistoryItem[]): Promise<Fixture> {
  const counts = { recorded: 14, people: 31, provisional: 2, undone: 1, hasTicket: 5, refused: 3, undecided: 1 };
  const history: History = { sinceMs: Date.now() - 3_600_000, ...counts, items };
  const fixture = await putUp({ desk: Object.assign(new FakeDesk(), { past: history }) });
  fixture.desk.change({ pending: 2, review: [notice()] });
  return opened(fixture, 'shift');
}

// biome-ignore lint/performance/useDomNodeTextContent: the rendered text has the spaces between blocks that a person sees
const seen = (fixture: Fixture, part: string) => fixture.find(`[part=${part}]`).innerText.replace(/\s+/g, ' ');

describe('the shift card', () => {
  it('shows the counts of visits, the tickets left and the edition of the rules on one screen', async () => {
    const emitted = seen(await shift(past()), 'shift-card');
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
      expect(emitted).to.contain(row);
  });
  it('says that nothing is recorded yet if nothing is', async () => {
    const fixture = await opened(await putUp(), 'shift');
    expect(fixture.text()).to.contain('ei ole vielä kirjattu');
    expect(fixture.element.shadowRoot?.querySelector('[part=history]')).to.equal(null);
  });
});

describe('the history', () => {
  it('shows each answer with its time and its mask', async () => {
    const group = past({ cards: 3, people: 4, standing: 'provisional' });
    const fixture = await shift(group, past({ visitId: undefined, people: 0, standing: 'refused' }));
    const emitted = seen(fixture, 'history');
    expect(emitted).to.match(/Vahvistamatta\s+3 korttia, 4 henkilöä\s+klo \d+\.\d\d · A0…723/);
    expect(emitted).to.match(/Ei kirjattu\s+klo \d+\.\d\d · A0…723/);
  });
  it('offers no undo and no correction on a device whose role may not undo, here and with an answer', async () => {
    const fixture = await shift(past({ usages: [{ usageId: 'usage-1', minors: 2 }] }));
    const offers = () =>
      [...(fixture.element.shadowRoot?.querySelectorAll('[part|=undo], [part=fewer], [part=correct]') ?? [])].length;
    expect(offers()).to.be.greaterThan(1);
    fixture.desk.change({ mayUndo: false });
    await fixture.settle();
    expect(offers()).to.equal(0);
    Object.assign(fixture.desk, { decision: admissible(1), verdict: confirmed });
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    expect(fixture.find('[part~=verdict-confirmed]').textContent).to.contain('Kirjattu');
    expect(offers()).to.equal(0);
  });
  it('undoes a visit, and reports it to the page', async () => {
    const fixture = await shift(past({ cards: 3 }), past({ visitId: 'visit-2', maskedCard: 'A9…458' }));
    const emitted: unknown[] = [];
    fixture.element.addEventListener('kaiku-voided', ({ detail }) => emitted.push(detail));
    fixture.desk.voidResult = { outcome: 'voided' };
    const buttons = [...(fixture.element.shadowRoot?.querySelectorAll<HTMLElement>('[part=undo-past]') ?? [])];
    for (const [place, mask] of ['A0…723', 'A9…458'].entries())
      expect(buttons[place]?.ariaLabel).to.match(new RegExp(`^Peru \\(klo [0-9.]+ asti\\): kortti ${mask}$`));
    for (const button of buttons) button.click();
    await fixture.settle();
    expect(fixture.desk.voidedIds).to.deep.equal(['visit-1', 'visit-2']);
    expect(emitted).to.deep.equal(
      fixture.desk.voidedIds.map((visitId) => ({ visitId, outcome: 'voided', usages: undefined })),
    );
  });
  it('tells apart cards with the same mask, and says why a card was not recorded', async () => {
    const no = { visitId: undefined, people: 0 } as const;
    const fixture = await shift(
      past({ alike: 2 }),
      past({ ...no, alike: 1, standing: 'refused', reason: 'card-expired' }),
      past({ ...no, standing: 'undecided', cause: 'registry/unreachable' }),
    );
    const emitted = seen(fixture, 'history');
    expect(emitted).to.contain('A0…723 (2)').and.to.contain('A0…723 (1)');
    expect(emitted).to.contain('Kortin voimassaolo on päättynyt.');
    expect(emitted).to.contain('Palveluun ei saatu yhteyttä.');
  });
  it('reads an undone visit as undone: the people are crossed out, not the word', async () => {
    const fixture = await shift(past({ standing: 'undone' }));
    const lineOf = (selector: string) => getComputedStyle(fixture.find(`.past-undone ${selector}`)).textDecorationLine;
    expect([lineOf('strong'), lineOf('.who')]).to.deep.equal(['none', 'line-through']);
  });
  it('corrects the number of children of a visit in one step', async () => {
    const fixture = await shift(past({ usages: [{ usageId: 'usage-1', minors: 2 }] }));
    const emitted: unknown[] = [];
    fixture.element.addEventListener('kaiku-voided', ({ detail }) => emitted.push(detail));
    fixture.desk.voidResult = { outcome: 'voided' };
    const buttons = [...(fixture.element.shadowRoot?.querySelectorAll<HTMLElement>('[part=fewer]') ?? [])];
    expect(buttons.map(({ textContent }) => textContent)).to.deep.equal(['0', '1']);
    buttons[1]?.click();
    await fixture.settle();
    const usages = [{ usageId: 'usage-1', minors: 1 }];
    expect(fixture.desk.reductions).to.deep.equal([['visit-1', usages]]);
    expect(emitted).to.deep.equal([{ visitId: 'visit-1', outcome: 'voided', usages }]);
  });
  it('says if an undo has failed, and offers it again', async () => {
    const fixture = await shift(past());
    fixture.desk.voidResult = new Error('no');
    fixture.find('[part=undo-past]').click();
    await fixture.settle();
    expect(fixture.find('[part=history]').textContent).to.contain('Kirjausta ei voitu perua.');
    expect(fixture.find('[part=undo-past]').tagName).to.equal('BUTTON');
  });
  it('offers no undo for a visit that is too old, undone or refused', async () => {
    const fixture = await shift(
      past({ atMs: Date.now() - 600_000 }),
      past({ visitId: 'u2', standing: 'undone' }),
      past({ visitId: 'u3', standing: 'refused' }),
      past({ visitId: 'u4', standing: 'review' }),
    );
    expect(fixture.element.shadowRoot?.querySelector('[part=undo-past]')).to.equal(null);
  });
});

describe('the last answer', () => {
  it('is below the stage while it waits for a card, with its undo', async () => {
    const fixture = await shift(past({ atMs: Date.now() }), past({ visitId: 'visit-2', maskedCard: 'A9…458' }));
    fixture.desk.voidResult = { outcome: 'voided' };
    expect(fixture.find('[part=last]').textContent).to.contain('Kirjattu').and.to.contain('3 henkilöä');
    fixture.find('[part=undo-last]').click();
    await fixture.settle();
    expect(fixture.desk.voidedIds).to.deep.equal(['visit-1']);
  });
  it('is not there during a question', async () => {
    const fixture = await shift(past({ atMs: Date.now() }));
    fixture.desk.decision = admissible(2);
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    expect(fixture.element.shadowRoot?.querySelector('[part=last]')).to.equal(null);
  });
});

describe('a fresh answer', () => {
  it('shows until when it may be undone, and where', async () => {
    const desk = Object.assign(new FakeDesk(), { decision: admissible(0), verdict: confirmed });
    desk.past = { ...desk.past, items: [past({ atMs: Date.now() })] };
    const fixture = await putUp({ desk });
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    expect(fixture.find('[part=undo-until]').textContent).to.match(
      /^Voi perua klo \d+\.\d\d asti valikosta, kohdasta Vuoro\.$/,
    );
  });
});
