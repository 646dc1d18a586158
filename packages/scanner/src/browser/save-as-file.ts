/** Lets the browser save a text as a file. Returns the file's name, which has the date and the time but no card. */
export function saveAsFile(text: string, at = new Date()): string {
  // In the device's own time zone, as its file manager shows.
  const parts = [at.getFullYear(), at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes()];
  const [year, month, day, hour, minute] = parts.map((part) => String(part).padStart(2, '0'));
  const link = document.createElement('a');
  link.download = `kaikukortti-${year}-${month}-${day}-${hour}${minute}.json`;
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.click();
  // A browser that asks where to save needs the text until the person has answered.
  setTimeout(() => URL.revokeObjectURL(link.href), keptForMs);
  return link.download;
}

/** Guess. */
const keptForMs = 60_000;
