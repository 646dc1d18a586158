import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import { putUp } from './support/fixture.ts';
import { after, afterEach, describe, it } from './support/mocha.ts';

afterEach(() => document.body.replaceChildren());
after(() => emulateMedia({ colorScheme: 'light' }));

const [white, dark, red] = ['rgb(255, 255, 255)', 'rgb(25, 27, 31)', 'rgb(255, 0, 0)'];

describe('the theme', () => {
  for (const [theme, system, surface] of [
    ['auto', 'light', white],
    ['auto', 'dark', dark],
    ['light', 'dark', white],
    ['dark', 'light', dark],
  ] as const)
    it(`${theme} is ${surface === dark ? 'dark' : 'light'} if the system is ${system}`, async () => {
      await emulateMedia({ colorScheme: system });
      const { element, find, settle } = await putUp();
      element.theme = theme;
      await settle();
      expect(getComputedStyle(find('.stage')).backgroundColor).to.equal(surface);
      expect(element.getAttribute('theme')).to.equal(theme === 'auto' ? null : theme);
    });

  it('gives way to the page’s own colours; an accent still colours the button', async () => {
    const { element, find } = await putUp();
    element.style.setProperty('--kaiku-surface', red);
    element.style.setProperty('--kaiku-accent', red);
    const button = document.createElement('button');
    button.className = 'primary';
    find('.stage').append(button);
    expect(getComputedStyle(find('.stage')).backgroundColor).to.equal(red);
    expect(getComputedStyle(button).backgroundColor).to.equal(red);
  });
});
