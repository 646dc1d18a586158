/** A device that the registry does not let in: what the clerk sees, what the page is told, and what the token is asked. */
import type { KaikuScanner } from '@kaiku/scanner';
import { expect } from 'chai';
import { outage } from './support/fakes.ts';
import { customer, unseen } from './support/samples.ts';
import { putUp } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

const { fetch } = globalThis;
afterEach(() => {
  document.body.replaceChildren();
  globalThis.fetch = fetch;
});

function toldErrors(element: HTMLElement): string[] {
  const told: string[] = [];
  element.addEventListener('kaiku-error', ({ detail }) => told.push(`${detail.during} ${detail.code}`));
  return told;
}

describe('a token that the registry refuses', () => {
  it('is no outage: the screen says what it is, and no visit is said to be kept', async () => {
    const stand = await putUp();
    stand.desk.tell({ ...outage, failure: 'registry/unauthorised', pending: 2 });
    await stand.settle();
    expect(stand.find('[part=failure]').textContent).to.contain('Kaikukanta ei hyväksy laitteen käyttöoikeutta');
    expect(stand.find('[part=failure] [part=pending]').textContent).to.equal('2 odottaa lähetystä.');
    expect(stand.text()).not.to.contain('Ei yhteyttä').and.not.to.contain('tallentuvat tälle laitteelle');
    expect(stand.element.matches(':state(offline)')).to.equal(false);
    const said = [...(stand.element.shadowRoot?.querySelectorAll('[role=status]') ?? [])].map(
      (node) => node.textContent,
    );
    expect(said.join(' ')).to.contain('Kaikukanta ei hyväksy laitteen käyttöoikeutta');
  });
  it('offers no provisional answer', async () => {
    const stand = await putUp();
    stand.desk.decision = unseen('undecided', 'registry/unauthorised');
    stand.wedges[0]?.read(customer.text);
    await stand.settle();
    expect(stand.element.shadowRoot?.querySelector('[part=confirm]')).to.equal(null);
    expect(stand.find('[part~=verdict-undecided]').textContent).to.contain(
      'Kaikukanta ei hyväksy laitteen käyttöoikeutta',
    );
  });
  it('is told to the page once each time it begins', async () => {
    const stand = await putUp();
    const told = toldErrors(stand.element);
    const refused = { ...outage, failure: 'registry/unauthorised' } as const;
    for (const state of [refused, { ...refused, pending: 1 }, { reachable: true, failure: undefined }, refused])
      stand.desk.tell(state);
    stand.desk.tell({ failure: 'registry/forbidden' });
    stand.desk.tell({ failure: 'registry/unreachable' });
    expect(told).to.deep.equal([
      'token registry/unauthorised',
      'token registry/unauthorised',
      'token registry/forbidden',
    ]);
  });
});

describe('the token of a desk of the element’s own', () => {
  /** An element at a registry that lets in one token, and the tokens it was shown. */
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
    const told = toldErrors(element);
    Object.assign(element, { registry: 'https://registry.test/', show: 'show-1', token });
    document.body.append(element);
    return { element, shown, told };
  }
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise(requestAnimationFrame);
  }

  it('is asked with the one that was refused, and the request is sent again with the other', async () => {
    const asked: (string | undefined)[] = [];
    const token = ({ refused }: { readonly refused: string | undefined }): string => {
      asked.push(refused);
      return asked.includes('expired') ? 'fresh' : 'expired';
    };
    const { shown, told } = await standing(token, 'fresh');
    await until(() => shown.includes('fresh'));
    expect(asked.slice(0, 2)).to.deep.equal([undefined, 'expired']);
    expect(shown.slice(0, 2)).to.deep.equal(['expired', 'fresh']);
    expect(told).to.deep.equal([]);
  });
  it('is tried at once when the page puts it right', async () => {
    const { element, shown, told } = await standing('wrong', 'right');
    await until(() => told.length > 0);
    expect(told).to.deep.equal(['token registry/unauthorised']);
    element.token = 'right';
    await until(() => shown.includes('right'));
  });
});
