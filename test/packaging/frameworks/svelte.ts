import '@kaiku/scanner/define';
import type {} from '@kaiku/scanner/svelte';
import { mount as put, unmount } from 'svelte';
import type { SvelteHTMLElements } from 'svelte/elements';
import type { Mount } from './mount.ts';
import Till from './Till.svelte';

export const mount: Mount = (place, settings) => {
  const till = put(Till, { target: place, props: settings }) as { choose: (show: string) => void };
  return { choose: (show) => till.choose(show), unmount: () => void unmount(till) };
};

export const right: SvelteHTMLElements['kaiku-scanner'] = {
  recordsAs: 'door',
  'onkaiku-verdict': ({ detail }) => detail.cards,
};
// @ts-expect-error: not a way to record
export const wrong: SvelteHTMLElements['kaiku-scanner'] = { recordsAs: 'window' };
