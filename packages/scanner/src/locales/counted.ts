/** Creates a text of a number and its noun: `1 child`, `2 children`. Where a clerk can see zero, another text replaces it. */
export function counted(one: string, many: string): (count: number) => string {
  return (count) => (count === 1 ? `1 ${one}` : `${count} ${many}`);
}
