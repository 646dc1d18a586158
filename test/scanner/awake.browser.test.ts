/** The element works only while a person can see and use it: the tables of docs/element.md#awake-and-asleep. */
import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { type Fixture, putUp } from './support/fixture.ts';
import { press } from './support/keys.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, confirmed, customer } from './support/samples.ts';
import { open, recording, takes } from './support/working.ts';

const { vibrate } = navigator;
afterEach(() => {
  document.body.replaceChildren();
  document.adoptedStyleSheets = [];
  navigator.vibrate = vibrate;
  scrollTo(0, 0);
});

/** Waits until the next frame is painted and its observers have run. */
async function frame(fixture: Fixture): Promise<void> {
  await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
  await fixture.settle();
}

interface Hiding {
  readonly into: Element | ShadowRoot;
  readonly hide: () => void;
  readonly show: () => void;
}

function box<E extends HTMLElement>(element: E): E {
  document.body.append(element);
  return element;
}

/** Puts an element inside one that hides it by an attribute. */
function byAttribute(name: string, value: string, tag = 'div'): Hiding {
  const into = document.createElement('section');
  const outer = box(document.createElement(tag));
  outer.append(into);
  return { into, hide: () => outer.setAttribute(name, value), show: () => outer.removeAttribute(name) };
}

const hidings: Readonly<Record<string, () => Hiding>> = {
  'in a dialog that is closed': () => {
    const dialog = box(document.createElement('dialog'));
    dialog.show();
    return { into: dialog, hide: () => dialog.close(), show: () => dialog.show() };
  },
  'in a modal dialog that is closed': () => {
    const dialog = box(document.createElement('dialog'));
    dialog.showModal();
    return { into: dialog, hide: () => dialog.close(), show: () => dialog.showModal() };
  },
  'in a popover that is closed': () => {
    const popover = box(document.createElement('div'));
    popover.popover = 'manual';
    popover.showPopover();
    return { into: popover, hide: () => popover.hidePopover(), show: () => popover.showPopover() };
  },
  'in details that are closed': () => {
    const details = box(document.createElement('details'));
    details.open = true;
    return { into: details, hide: () => (details.open = false), show: () => (details.open = true) };
  },
  'under `hidden`': () => byAttribute('hidden', ''),
  'under `display: none`': () => byAttribute('style', 'display: none'),
  'under `visibility: hidden`': () => byAttribute('style', 'visibility: hidden'),
  'under `content-visibility: hidden`': () => byAttribute('style', 'content-visibility: hidden'),
  'under a class that hides': () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('.put-away { display: none }');
    document.adoptedStyleSheets = [sheet];
    return byAttribute('class', 'put-away');
  },
  'under `inert`': () => byAttribute('inert', ''),
  'behind a modal dialog': () => {
    const dialog = box(document.createElement('dialog'));
    return { into: document.body, hide: () => dialog.showModal(), show: () => dialog.close() };
  },
  'behind a modal dialog in a shadow root, while it has the focus': () => {
    const host = box(document.createElement('div'));
    const dialog = document.createElement('dialog');
    dialog.append(document.createElement('button'));
    host.attachShadow({ mode: 'open' }).append(dialog);
    return { into: document.body, hide: () => dialog.showModal(), show: () => dialog.close() };
  },
  'behind a modal dialog that is removed while it is open': () => {
    const dialog = document.createElement('dialog');
    return {
      into: document.body,
      hide() {
        document.body.append(dialog);
        dialog.showModal();
      },
      show: () => dialog.remove(),
    };
  },
  'in a slot of something that is hidden in its own shadow root': () => {
    const host = box(document.createElement('div'));
    const inner = document.createElement('div');
    inner.append(document.createElement('slot'));
    host.attachShadow({ mode: 'open' }).append(inner);
    return { into: host, hide: () => (inner.inert = true), show: () => (inner.inert = false) };
  },
  'in a shadow root whose host is hidden': () => {
    const host = box(document.createElement('div'));
    const root = host.attachShadow({ mode: 'open' });
    return { into: root, hide: () => (host.hidden = true), show: () => (host.hidden = false) };
  },
};

for (const [where, begin] of Object.entries(hidings)) {
  describe(`an element ${where}`, () => {
    it('releases camera and keys, ignores cards, and works again when it is shown', async () => {
      const { into, hide, show } = begin();
      const fixture = await putUp({ into });
      expect(open(fixture)).to.equal(2);
      hide();
      expect(await takes(fixture)).to.equal(false);
      await frame(fixture);
      expect(open(fixture)).to.equal(0);
      show();
      await frame(fixture);
      expect(open(fixture)).to.equal(2);
      expect(await takes(fixture)).to.equal(true);
    });
    it('requests no camera if it was never shown', async () => {
      const { into, hide } = begin();
      hide();
      const fixture = await putUp({ into });
      await frame(fixture);
      expect([fixture.cameras.length, fixture.wedges.length]).to.deep.equal([0, 0]);
    });
  });
}

describe('an element that is hidden itself', () => {
  for (const name of ['hidden', 'inert']) {
    it(`by \`${name}\` stops working`, async () => {
      const fixture = await putUp();
      fixture.element.toggleAttribute(name, true);
      await fixture.settle();
      expect(open(fixture)).to.equal(0);
    });
  }
});

describe('an element that a person can use', () => {
  it('works while it is scrolled away', async () => {
    const fixture = await putUp();
    const space = document.createElement('div');
    space.style.height = '300vh';
    document.body.prepend(space);
    await frame(fixture);
    expect(open(fixture)).to.equal(2);
    expect(await takes(fixture)).to.equal(true);
  });
  it('works in the open modal dialog, even if an ancestor of that is inert', async () => {
    const outer = box(document.createElement('div'));
    const dialog = document.createElement('dialog');
    outer.inert = true;
    outer.append(dialog);
    dialog.showModal();
    const fixture = await putUp({ into: dialog });
    expect(open(fixture)).to.equal(2);
    const other = box(document.createElement('dialog'));
    other.showModal();
    await fixture.settle();
    expect(open(fixture)).to.equal(0);
    other.close();
    await fixture.settle();
    expect(open(fixture)).to.equal(2);
  });
  it('works without a box of its own', async () => {
    const fixture = await putUp();
    fixture.element.style.display = 'contents';
    await frame(fixture);
    expect(open(fixture)).to.equal(2);
  });
});

describe('an element that no person can see', () => {
  /** Hides everything by a change that no observer notices. */
  function swapStyles(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('body { visibility: hidden }');
    document.adoptedStyleSheets = [sheet];
  }

  it('leaves the keys of a reader in the page’s own input', async () => {
    const dialog = box(document.createElement('dialog'));
    const element = document.createElement('kaiku-scanner');
    const desk = new FakeDesk();
    Object.assign(element, { desk, sources: 'wedge' });
    dialog.append(element);
    await element.updateComplete;
    const input = box(document.createElement('input'));
    input.focus();
    const type = () => [...customer.text, 'Enter'].map((key) => press(key, { afterMs: 4 }));
    expect(type()).to.deep.equal(Array(customer.text.length + 1).fill(true));
    expect(desk.checked).to.deep.equal([]);
    dialog.show();
    await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
    input.focus();
    // Now the element reads them: all but the first are kept out of the input.
    expect(type()).to.include(false);
    dialog.close();
    // Although no observer has noticed it yet.
    expect(type()).to.deep.equal(Array(customer.text.length + 1).fill(true));
  });
  it('is noticed at the next card if no observer has noticed it', async () => {
    const fixture = await putUp();
    swapStyles();
    expect(await takes(fixture)).to.equal(false);
    expect(open(fixture)).to.equal(0);
  });
  it('records nothing automatically, even if `auto` is set when the answer arrives', async () => {
    const fixture = await putUp();
    fixture.element.auto = true;
    let answer = (_: ReturnType<typeof admissible>) => {};
    fixture.desk.check = () => new Promise((resolve) => (answer = resolve));
    fixture.wedges[0]?.read(customer.text);
    swapStyles();
    answer(admissible(0));
    await fixture.settle();
    expect(fixture.desk.admitted).to.deep.equal([]);
    expect(fixture.find('.screen').className).to.contain('at-asking');
  });
  it('makes no sound and does not vibrate', async () => {
    const shaken: unknown[] = [];
    navigator.vibrate = (pattern) => shaken.push(pattern) > 0;
    const fixture = await putUp();
    let answer = (_: ReturnType<typeof admissible>) => {};
    fixture.desk.check = () => new Promise((resolve) => (answer = resolve));
    fixture.wedges[0]?.read(customer.text);
    fixture.element.hidden = true;
    answer(admissible(0));
    await fixture.settle();
    expect(shaken).to.deep.equal([]);
  });
  it('keeps an answer until a person sees it, and its time starts then', async () => {
    const fixture = await putUp();
    const answer = await recording(fixture);
    fixture.element.hidden = true;
    await fixture.settle();
    answer(confirmed);
    await fixture.settle();
    expect(fixture.timer.delaysMs).to.deep.equal([]);
    expect(fixture.find('.screen').className).to.contain('at-showing');
    fixture.element.hidden = false;
    await fixture.settle();
    expect(fixture.timer.delaysMs).to.deep.equal([fixture.element.verdictForMs]);
    fixture.element.hidden = true;
    await fixture.settle();
    expect(fixture.timer.delaysMs).to.deep.equal([]);
  });
  it('does not keep camera and reader from another element', async () => {
    const one = await putUp();
    const other = await putUp();
    expect([open(one), open(other)]).to.deep.equal([2, 0]);
    one.element.inert = true;
    await one.settle();
    await other.settle();
    expect([open(one), open(other)]).to.deep.equal([0, 2]);
    expect(one.element.shadowRoot?.querySelector('[part=elsewhere]')).to.equal(null);
  });
});
