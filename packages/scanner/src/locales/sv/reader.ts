import type { Locale } from '../locale.ts';

export const reader: Locale['reader'] = {
  doctor: 'Kontrollera läsarens inställningar',
  dismiss: 'Jag förstår',
  advice: {
    'keyboard-layout': {
      sentence: 'Läsaren har en annan tangentbordslayout än datorn.',
      nextStep: 'Ställ in samma tangentbordslayout i läsaren som i datorn, till exempel finsk.',
    },
    'letter-case': {
      sentence: 'Läsaren skickar små bokstäver.',
      nextStep: 'Stäng av Caps Lock. Om det inte hjälper, ta bort omvandlingen av bokstäver i läsaren.',
    },
    'symbology-prefix': {
      sentence: 'Läsaren skickar kodens typ före numret.',
      nextStep: 'Stäng av AIM- och kodidentifierare i läsaren.',
    },
    asterisks: {
      sentence: 'Läsaren skickar start- och stopptecknen i Code 39.',
      nextStep: 'Stäng av ”transmit start/stop” i läsaren.',
    },
    'control-characters': {
      sentence: 'Läsaren skickar styrtecken med koden.',
      nextStep: 'Ta bort prefixet i läsaren och ställ in Enter som suffix.',
    },
    'alt-codes': {
      sentence: 'Läsaren skriver tecknen som siffror, vilket är långsamt.',
      nextStep: 'Stäng av Alt-läget (”Alt mode” eller ”universal keyboard”) i läsaren.',
    },
    stalled: {
      sentence: 'Läsaren skickar med avbrott.',
      nextStep: 'Flytta läsaren närmare basen eller använd kabel.',
    },
    'no-suffix': {
      sentence: 'Läsaren skickar inget efter koden.',
      nextStep: 'Ställ in Enter som suffix, så syns läsningen genast.',
    },
    slow: {
      sentence: 'Läsaren skriver långsamt.',
      nextStep: 'Ta bort fördröjningen mellan tecken i läsaren.',
    },
    dropped: {
      sentence: 'Tecken från läsaren försvinner på vägen.',
      nextStep:
        'Ställ in en liten fördröjning mellan tecken eller använd en annan USB-port. Läs sedan koderna på nytt.',
    },
    'unnamed-keys': {
      sentence: 'Enheten berättar inte vilka tangenter läsaren trycker på.',
      nextStep: 'Ställ in enhetens läsprogram så att det skickar tangenter och Enter efteråt.',
    },
    unread: {
      sentence: 'Den lästa koden motsvarade inte koden på arket.',
      nextStep: 'Ställ in samma tangentbordslayout i läsaren som i datorn och läs koden på nytt.',
    },
  },
};
