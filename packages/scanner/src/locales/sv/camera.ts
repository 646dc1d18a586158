import type { Locale } from '../locale.ts';

const closeApp = 'Avsluta samtalet eller stäng appen som använder kameran och försök igen.';
const reopenBrowser = 'Försök igen. Om ingen bild kommer, stäng webbläsaren och öppna den på nytt.';

export const camera: Locale['camera'] = {
  label: 'Kamerans bild',
  starting: 'Kameran startas.',
  stopped: 'Kameran används inte.',
  othersWork: 'Kortet kan läsas med läsare eller koden skrivas in.',
  retry: 'Försök med kameran igen',
  returning: 'Kameran kommer tillbaka om en stund.',
  muted: 'Ett samtal eller en brytare på enheten stoppar kamerans bild.',
  asleep: 'Kameran är i viloläge: inget kort har lästs på en stund.',
  wake: 'Väck kameran',
  another: 'Byt kamera',
  torch: 'Lampa',
  zoom: 'Zoom',
  focus: 'Ställ in skärpan',
  steps: {
    'camera/unsupported': {
      ios: 'Öppna sidan i Safari.',
      android: 'Öppna sidan i Chrome.',
      windows: 'Öppna sidan i den senaste versionen av Chrome, Edge eller Firefox.',
      macos: 'Öppna sidan i den senaste versionen av Safari, Chrome eller Firefox.',
    },
    'camera/denied-by-user': {
      chrome: 'Klicka på ikonen till vänster om adressen, tillåt Kamera och försök igen.',
      edge: 'Klicka på låset till vänster om adressen, tillåt Kamera och försök igen.',
      firefox: 'Klicka på den överstrukna kameran bredvid adressen, ta bort blockeringen och försök igen.',
      safari: 'Öppna inställningarna för den här webbplatsen i Safarimenyn, tillåt Kamera och försök igen.',
      'safari-ios':
        'Tryck på sidknappen i adressfältet, öppna webbplatsinställningarna, tillåt Kamera och försök igen.',
      'chrome-android': 'Tryck på ikonen bredvid adressen, öppna Behörigheter, tillåt Kamera och försök igen.',
      'firefox-android': 'Tryck på låset bredvid adressen, tillåt Kamera och försök igen.',
      ios: 'Öppna enhetens Inställningar, välj den här webbläsaren, tillåt Kamera och försök igen.',
      android: 'Öppna webbläsarens webbplatsinställningar, tillåt Kamera och försök igen.',
    },
    'camera/denied-by-system': {
      windows: 'Öppna Inställningar i Windows, Sekretess och säkerhet, Kamera, och tillåt kameran för webbläsaren.',
      macos:
        'Öppna Systeminställningar, Integritet och säkerhet, Kamera, tillåt den här webbläsaren och öppna den på nytt.',
      ios: 'Öppna enhetens Inställningar, välj den här webbläsaren och tillåt Kamera.',
      android: 'Öppna enhetens Inställningar, Appar, den här webbläsaren, Behörigheter, och tillåt Kamera.',
    },
    'camera/busy': {
      windows: 'Stäng program som använder kameran, till exempel Teams, och försök igen.',
      macos: 'Stäng program som använder kameran, till exempel FaceTime, och försök igen.',
      ios: closeApp,
      android: closeApp,
    },
    'camera/stalled': {
      windows: 'Försök igen. Om ingen bild kommer, koppla loss kameran och anslut den på nytt.',
      macos: 'Försök igen. Om ingen bild kommer, öppna webbläsaren på nytt.',
      ios: reopenBrowser,
      android: reopenBrowser,
    },
  },
};
