/** Where the camera switch may be: in a browser, in a browser on a system, or in a system. */
export type Place =
  | 'chrome'
  | 'edge'
  | 'firefox'
  | 'safari'
  | 'safari-ios'
  | 'chrome-android'
  | 'firefox-android'
  | 'windows'
  | 'macos'
  | 'ios'
  | 'android';

/**
 * Returns the places that apply to this page, the narrowest first, by the stable parts of the browser's user agent. Empty for
 * an unknown browser. On iOS, every browser except Safari has its camera switch in the system's settings.
 */
export function placesOf({ userAgent, maxTouchPoints = 0 }: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): Place[] {
  // An iPad reports itself as a Mac, but no Mac has a touch screen.
  const ios = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  if (ios) return /CriOS|FxiOS|EdgiOS|OPT\/|DuckDuckGo|GSA\//.test(userAgent) ? ['ios'] : ['safari-ios', 'ios'];
  if (/Android/.test(userAgent)) {
    if (/Firefox/.test(userAgent)) return ['firefox-android', 'android'];
    return /EdgA|SamsungBrowser|OPR/.test(userAgent) ? ['android'] : ['chrome-android', 'android'];
  }
  return [...browserOf(userAgent), ...systemOf(userAgent)];
}

function browserOf(userAgent: string): Place[] {
  // In this order, because each user agent also contains the names of those after it.
  if (/Edg\//.test(userAgent)) return ['edge'];
  if (/Firefox\//.test(userAgent)) return ['firefox'];
  if (/Chrome\//.test(userAgent)) return ['chrome'];
  return /Safari\//.test(userAgent) ? ['safari'] : [];
}

function systemOf(userAgent: string): Place[] {
  if (/Windows/.test(userAgent)) return ['windows'];
  return /Macintosh/.test(userAgent) ? ['macos'] : [];
}
