/** Where a camera's switch may be: a browser, a browser of a system, or a system. */
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
 * The places this page is in, the narrowest first, as far as the browser tells: by the words of its user agent, which
 * all browsers keep stable. Empty for one that is not known. On iOS every browser but Safari has its switch in the
 * system's settings.
 */
export function placesOf({ userAgent, maxTouchPoints = 0 }: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): Place[] {
  // An iPad calls itself a Mac; no Mac has a touch screen.
  const ios = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  if (ios) return /CriOS|FxiOS|EdgiOS|OPT\/|DuckDuckGo|GSA\//.test(userAgent) ? ['ios'] : ['safari-ios', 'ios'];
  if (/Android/.test(userAgent)) {
    if (/Firefox/.test(userAgent)) return ['firefox-android', 'android'];
    return /EdgA|SamsungBrowser|OPR/.test(userAgent) ? ['android'] : ['chrome-android', 'android'];
  }
  return [...browserOf(userAgent), ...systemOf(userAgent)];
}

function browserOf(userAgent: string): Place[] {
  // In this order: each also names those after it.
  if (/Edg\//.test(userAgent)) return ['edge'];
  if (/Firefox\//.test(userAgent)) return ['firefox'];
  if (/Chrome\//.test(userAgent)) return ['chrome'];
  return /Safari\//.test(userAgent) ? ['safari'] : [];
}

function systemOf(userAgent: string): Place[] {
  if (/Windows/.test(userAgent)) return ['windows'];
  return /Macintosh/.test(userAgent) ? ['macos'] : [];
}
