/** Stands where a verb is still to be called. */
export function unwritten(): never {
  throw new Error('unwritten');
}
