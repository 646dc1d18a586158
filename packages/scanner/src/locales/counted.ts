/** A number with its noun. Zero has a sentence of its own wherever a clerk can meet it. */
export function counted(one: string, many: string): (count: number) => string {
  return (count) => (count === 1 ? `1 ${one}` : `${count} ${many}`);
}
