import { describe, expect, it } from 'vitest';
import { placesOf } from './places.ts';

const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const chromium = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)';
const android = 'Mozilla/5.0 (Linux; Android 10; K)';

describe('`placesOf`', () => {
  it.each<[string, string, number, string[]]>([
    ['Chrome on Windows', `${windows} ${chromium} Safari/537.36`, 0, ['chrome', 'windows']],
    ['Edge on Windows', `${windows} ${chromium} Safari/537.36 Edg/142.0.0.0`, 10, ['edge', 'windows']],
    ['Chrome on a Mac', `${mac} ${chromium} Safari/537.36`, 0, ['chrome', 'macos']],
    ['Firefox on a Mac', `${mac.replace(')', '; rv:144.0)')} Gecko/20100101 Firefox/144.0`, 0, ['firefox', 'macos']],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0', 0, ['firefox']],
    ['Safari on a Mac', `${mac} ${webKit} Version/18.5 Safari/605.1.15`, 0, ['safari', 'macos']],
    ['Safari on an iPad', `${mac} ${webKit} Version/18.5 Safari/605.1.15`, 5, ['safari-ios', 'ios']],
    ['Safari on an iPhone', `${iphone} ${webKit} Version/18.5 Mobile/15E148 Safari/604.1`, 5, ['safari-ios', 'ios']],
    ['Chrome on an iPhone', `${iphone} ${webKit} CriOS/142.0.0.0 Mobile/15E148 Safari/604.1`, 5, ['ios']],
    ['Chrome on Android', `${android} ${chromium} Mobile Safari/537.36`, 5, ['chrome-android', 'android']],
    [
      'Firefox on Android',
      'Mozilla/5.0 (Android 14; Mobile; rv:144.0) Firefox/144.0',
      5,
      ['firefox-android', 'android'],
    ],
    ['Samsung Internet', `${android} SamsungBrowser/28.0 ${chromium} Mobile Safari/537.36`, 5, ['android']],
    ['an unknown browser', 'Ladybird/1.0', 0, []],
  ])('returns the places of %s', (_name, userAgent, maxTouchPoints, places) => {
    expect(placesOf({ userAgent, maxTouchPoints })).toEqual(places);
  });
});
