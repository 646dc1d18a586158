import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { KaikuScanner } from './index.ts';

describe('the component on a server', () => {
  it('is the tag with what HTML takes, and without settings, which the page sets', () => {
    const html = renderToString(
      createElement(
        KaikuScanner,
        { registry: '/', show: 'ilta', token: 'secret', onKaikuVerdict: () => {}, className: 'till', lang: 'fi' },
        createElement('b', { slot: 'brand' }, 'Kino'),
      ),
    );
    expect(html).toBe('<kaiku-scanner lang="fi" class="till"><b slot="brand">Kino</b></kaiku-scanner>');
  });
});
