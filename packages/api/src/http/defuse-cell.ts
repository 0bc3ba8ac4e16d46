/**
 * Where a spreadsheet would see a formula begin: at the beginning of a cell, blanks or not, and, since some countries'
 * spreadsheets part cells at semicolons whatever the quotes say, after those, tabs and line ends as well.
 */
const FORMULA = /(?<=^|[;\t\r\n])(?=[\s\p{Cf}\p{Z}]*[=+\-@＝＋－＠])/gu;

/** A cell that would begin with one of these is taken apart by some. */
const FIRST_CONTROL = /^(?=[\t\r\n])/u;

/** A text as a cell of a CSV file that no spreadsheet computes: an apostrophe stands before what looks like a formula. */
export function defuseCell(text: string): string {
  return text.replaceAll(FORMULA, "'").replace(FIRST_CONTROL, "'");
}
