/** Hands a text to the browser to be saved, under a name that bears the day and the time and no card. Returns the name. */
export function saveAsFile(text: string, at = new Date()): string {
  // The device's own clock, as the file browser beside it shows.
  const parts = [at.getFullYear(), at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes()];
  const [year, month, day, hour, minute] = parts.map((part) => String(part).padStart(2, '0'));
  const link = document.createElement('a');
  link.download = `kaikukortti-${year}-${month}-${day}-${hour}${minute}.json`;
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.click();
  // A browser that has begun to save has the text; one that asks where to needs it for as long as a person may take.
  setTimeout(() => URL.revokeObjectURL(link.href), keptForMs);
  return link.download;
}

const keptForMs = 60_000;
