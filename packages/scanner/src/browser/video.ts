/** Creates the element that shows the camera's picture. It is hidden from assistive technology and from the Tab key. */
export function createVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  // As properties, because browsers read the attribute `muted` only from parsed HTML.
  video.muted = true;
  video.playsInline = true;
  video.setAttribute('part', 'video');
  video.setAttribute('aria-hidden', 'true');
  // Firefox stops at every video.
  video.tabIndex = -1;
  return video;
}
