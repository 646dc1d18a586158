import type { Locale } from './locale.ts';

export const discreet: Locale['discreet'] = {
  scanning: 'Redo för nästa',
  justConfirm: 'En vuxen',
  refused: 'Vi kontrollerar tillsammans',
  next: 'Nästa',
};

export const sound: Locale['sound'] = {
  title: 'Ljud',
  mute: 'Ljudet av',
  volume: 'Volym',
  listen: 'Så här låter svaren:',
};
