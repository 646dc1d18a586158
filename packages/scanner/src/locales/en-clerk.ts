import type { Locale } from './locale.ts';

export const discreet: Locale['discreet'] = {
  scanning: 'Ready for the next',
  justConfirm: 'One adult',
  refused: 'Let us check this together',
  next: 'Next',
};

export const sound: Locale['sound'] = {
  title: 'Sound',
  mute: 'Mute',
  volume: 'Volume',
  listen: 'This is how the answers sound:',
};
