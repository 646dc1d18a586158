import type { Locale } from './locale.ts';

export const discreet: Locale['discreet'] = {
  ready: { scanning: 'Redo för nästa' },
  asking: { justConfirm: 'En vuxen' },
  verdict: { word: { refused: 'Vi kontrollerar tillsammans' }, next: 'Nästa' },
};

export const sound: Locale['sound'] = {
  title: 'Ljud',
  mute: 'Ljudet av',
  volume: 'Volym',
  listen: 'Så här låter svaren:',
};
