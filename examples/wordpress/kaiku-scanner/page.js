// Enrols this browser by the code in the address, and removes it there: it is valid once, and no history should have it.
const code = /^#enrol=(.+)$/.exec(location.hash)?.[1];
const scanner = document.querySelector('kaiku-scanner');
if (code !== undefined && scanner !== null) {
  history.replaceState(null, '', location.pathname + location.search);
  scanner.enrol(code);
}
