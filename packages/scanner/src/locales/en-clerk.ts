import type { Locale } from './locale.ts';

export const discreet: Locale['discreet'] = {
  ready: { scanning: 'Ready for the next' },
  asking: { justConfirm: 'One adult' },
  verdict: { word: { refused: 'Let us check this together' }, next: 'Next' },
};

export const sound: Locale['sound'] = {
  title: 'Sound',
  mute: 'Mute',
  volume: 'Volume',
  listen: 'This is how the answers sound:',
};
