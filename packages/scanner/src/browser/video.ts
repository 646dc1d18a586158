/** Where a camera shows its picture: seen, and of no meaning to assistive technology. */
export function createVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  // As properties: browsers take the attribute `muted` only from parsed HTML.
  video.muted = true;
  video.playsInline = true;
  video.setAttribute('part', 'video');
  video.setAttribute('aria-hidden', 'true');
  return video;
}
