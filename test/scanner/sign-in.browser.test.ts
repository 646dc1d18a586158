/** A device that the registry rejects: what the clerk sees, what the page gets, and how the token function is called. */
import type { KaikuScanner } from '@kaiku/scanner';
import { expect } from 'chai';
import { outage } from './support/fakes.ts';
import { putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { customer, unseen } from './support/samples.ts';

const { fetch } = globalThis;
afterEach(() => {
  document.body.replaceChildren();
  globalThis.fetch = fetch;
});

function collectErrors(element: HTMLElement): string[] {
  const emitted: string[] = [];
  element.addEventListener('kaiku-error', ({ detail }) => emitted.push(`${detail.during} ${detail.code}`));
  return emitted;
}

describe('a token that the registry rejects', () => {
  it('is not shown as an outage, and the screen mentions no stored visits', async () => {
    const fixture = await putUp();
    fixture.desk.change({ ...outage, failure: 'registry/unauthorised', pending: 2 });
    await fixture.settle();
    expect(fixture.find('[part=failure]').textContent).to.contain('Kaikukanta ei hyväksy laitteen käyttöoikeutta');
    expect(fixture.find('[part=failure] [part=pending]').textContent).to.equal('2 odottaa lähetystä.');
    expect(fixture.text()).not.to.contain('Ei yhteyttä').and.not.to.contain('tallentuvat tälle laitteelle');
    expect(fixture.element.matches(':state(offline)')).to.equal(false);
    const said = [...(fixture.element.shadowRoot?.querySelectorAll('[role=status]') ?? [])].map(
      (node) => node.textContent,
    );
    expect(said.join(' ')).to.contain('Kaikukanta ei hyväksy laitteen käyttöoikeutta');
  });
  it('allows no provisional answer', async () => {
    const fixture = await putUp();
    fixture.desk.decision = unseen('undecided', 'registry/unauthorised');
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    expect(fixture.element.shadowRoot?.querySelector('[part=confirm]')).to.equal(null);
    expect(fixture.find('[part~=verdict-undecided]').textContent).to.contain(
      'Kaikukanta ei hyväksy laitteen käyttöoikeutta',
    );
  });
  it('is reported to the page once each time it begins', async () => {
    const fixture = await putUp();
    const emitted = collectErrors(fixture.element);
    const refused = { ...outage, failure: 'registry/unauthorised' } as const;
    for (const state of [refused, { ...refused, pending: 1 }, { reachable: true, failure: undefined }, refused])
      fixture.desk.change(state);
    fixture.desk.change({ failure: 'registry/forbidden' });
    fixture.desk.change({ failure: 'registry/unreachable' });
    expect(emitted).to.deep.equal([
      'token registry/unauthorised',
      'token registry/unauthorised',
      'token registry/forbidden',
    ]);
  });
});

describe('a show that the venue does not have', () => {
  it('is on the screen before the first card, and is reported to the page once', async () => {
    const fixture = await putUp();
    const emitted = collectErrors(fixture.element);
    fixture.desk.change({ failure: 'registry/not-found' });
    fixture.desk.change({ pending: 1 });
    await fixture.settle();
    expect(fixture.find('[part=failure]').textContent).to.contain('Tarkista, että tilaisuus on oikea.');
    expect(emitted).to.deep.equal(['setup registry/not-found']);
  });
});

describe('the token of the element’s own desk', () => {
  /** Puts up an element at a registry that accepts only the token `letsIn`. Returns the tokens it has sent, too. */
  async function standing(token: KaikuScanner['token'], letsIn: string) {
    const shown: string[] = [];
    globalThis.fetch = async (input, init) => {
      const bearer = new Request(input, init).headers.get('Authorization')?.replace('Bearer ', '') ?? '';
      shown.push(bearer);
      const status = bearer === letsIn ? 404 : 401;
      const code = status === 401 ? 'registry/unauthorised' : 'registry/not-found';
      return new Response(JSON.stringify({ type: 'about:blank', title: '', detail: '', status, code }), {
        status,
        headers: { 'Content-Type': 'application/problem+json' },
      });
    };
    const element = document.createElement('kaiku-scanner');
    element.sources = 'typed';
    const emitted = collectErrors(element);
    Object.assign(element, { registry: 'https://registry.test/', show: 'show-1', token });
    document.body.append(element);
    return { element, shown, emitted };
  }
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise(requestAnimationFrame);
  }

  it('is requested with the rejected one, and the request is repeated with the new one', async () => {
    const asked: (string | undefined)[] = [];
    const token = ({ refused }: { readonly refused: string | undefined }): string => {
      asked.push(refused);
      return asked.includes('expired') ? 'fresh' : 'expired';
    };
    const { shown, emitted } = await standing(token, 'fresh');
    await until(() => shown.includes('fresh'));
    // The device first requests the venue of a token, and that request is not repeated.
    expect(asked.filter((refused) => refused !== undefined)).to.deep.equal(['expired']);
    expect(shown.slice(shown.indexOf('fresh'))).not.to.include('expired');
    expect(emitted.filter((each) => each.startsWith('token'))).to.deep.equal([]);
  });
  it('is tried at once when the page replaces it', async () => {
    const { element, shown, emitted } = await standing('wrong', 'right');
    await until(() => emitted.length > 0);
    expect(emitted).to.deep.equal(['token registry/unauthorised']);
    element.token = 'right';
    await until(() => shown.includes('right'));
  });
});
