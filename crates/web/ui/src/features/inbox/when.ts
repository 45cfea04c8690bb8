// Times in the user's zone, as fields for them want them.

const two = (value: number) => String(value).padStart(2, "0");

/** For `<input type="datetime-local">`. */
export function localInput(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The time of a field; null if it is none. */
export function fromLocalInput(value: string): Date | null {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
}
