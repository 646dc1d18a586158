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

export const shift: Locale['shift'] = {
  title: 'Arbetspass',
  none: 'Inget har ännu registrerats för tillställningen på den här enheten.',
  since: (at) => `Började ${at}`,
  recorded: 'Registrerat',
  uses: (count, people) => `${count} besök, ${people === 1 ? '1 person' : `${people} personer`}`,
  provisional: 'Av dem obekräftade',
  waiting: 'Väntar på att skickas',
  attention: 'Att kontrollera',
  undone: 'Ångrade',
  notRecorded: 'Inte registrerade',
  left: 'Platser kvar',
  edition: 'Reglernas utgåva',
  history: 'Senast',
  standing: {
    confirmed: 'Registrerat',
    provisional: 'Obekräftat',
    refused: 'Inte registrerat',
    undecided: 'Inte avgjort',
    undone: 'Ångrat',
    attention: 'Att kontrollera',
  },
  who: (cards, people) =>
    cards > 1 ? `${cards} kort, ${people} personer` : people === 1 ? '1 person' : `${people} personer`,
  undoUntil: (clock) => `Ångra (till ${clock})`,
  undoOf: (maskedCard) => `Ångra registreringen: kort ${maskedCard}`,
};

export const training: Locale['training'] = {
  begin: 'Öva med exempelkort',
  title: 'Övning',
  nothingLeaves: 'Ingenting registreras. Välj ett exempelkort.',
  end: 'Avsluta övningen',
  cards: 'Exempelkort',
  card: {
    children: 'Tre barn',
    alone: 'Ensam',
    community: 'Samfund',
    expired: 'Giltigheten har gått ut',
    unregistered: 'Oregistrerat',
    used: 'Redan registrerat',
    old: 'Gammalt nummer',
    silent: 'Ingen kontakt',
    failing: 'Störning',
  },
};

export const elsewhere: Locale['elsewhere'] = {
  sentence: 'Kameran och läsaren används i en annan registreringsvy på sidan.',
  take: 'Använd här',
};
