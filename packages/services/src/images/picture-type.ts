/** The kinds of pictures that are taken, and how their files begin, in latin1. */
const BEGINNINGS = [
  ['image/png', /^\x89PNG\r\n\x1a\n/u],
  ['image/jpeg', /^\xff\xd8\xff/u],
  ['image/gif', /^GIF8[79]a/u],
  ['image/webp', /^RIFF[^]{4}WEBP/u],
] as const;

type PictureType = (typeof BEGINNINGS)[number][0];

/** What a file is by its first bytes, whatever it is called; null = no picture of these kinds. */
export function pictureType(bytes: Buffer): PictureType | null {
  const head = bytes.subarray(0, 16).toString('latin1');
  return BEGINNINGS.find(([, beginning]) => beginning.test(head))?.[0] ?? null;
}
