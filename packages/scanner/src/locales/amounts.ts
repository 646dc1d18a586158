import type { Amounts } from './locale.ts';

const unit = (tag: string, name: string, digits: number) =>
  new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits });

/** Creates the formats of lengths and sizes in a language. `tag`: BCP 47. */
export function createAmounts(tag: string): Amounts {
  const [seconds, minutes] = [unit(tag, 'second', 0), unit(tag, 'minute', 0)];
  const [hours, days] = [unit(tag, 'hour', 0), unit(tag, 'day', 0)];
  const [megabytes, gigabytes] = [unit(tag, 'megabyte', 1), unit(tag, 'gigabyte', 1)];
  return {
    duration(ms) {
      const lengthS = Math.round(Math.abs(ms) / 1000);
      if (lengthS < 60) return seconds.format(lengthS);
      const lengthMin = Math.round(lengthS / 60);
      if (lengthMin < 60) return minutes.format(lengthMin);
      const [h, min] = [Math.floor(lengthMin / 60), lengthMin % 60];
      if (h >= 48) return days.format(Math.round(h / 24));
      return min === 0 ? hours.format(h) : `${hours.format(h)} ${minutes.format(min)}`;
    },
    bytes: (count) => (count < 1e9 ? megabytes.format(count / 1e6) : gigabytes.format(count / 1e9)),
  };
}
