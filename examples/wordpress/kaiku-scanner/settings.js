// Puts the code of a device into the links to the pages with the scanner. It is sent nowhere: servers get no fragment.
const field = document.getElementById('kaiku-code');
const links = document.querySelectorAll('a.kaiku-scanner-page');
field?.addEventListener('input', () => {
  const code = field.value.trim();
  for (const link of links) link.hash = code === '' ? '' : `enrol=${encodeURIComponent(code)}`;
});
