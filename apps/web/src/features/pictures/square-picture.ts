/** The side of what is sent, in pixels; the server makes it smaller still. */
const SIDE = 512;

/**
 * Cuts the middle square out of a picture and makes it at most 512 pixels wide, so that a photo of several megabytes
 * travels as a few dozen kilobytes. @returns a WebP (or, where the browser makes none, a PNG) in base64.
 * @throws when the file is no picture that this browser can read.
 */
export async function squarePicture(file: Blob): Promise<string> {
  const bitmap = await createImageBitmap(file);
  const edge = Math.min(bitmap.width, bitmap.height);
  const side = Math.min(edge, SIDE);
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser draws no pictures.');
  context.imageSmoothingQuality = 'high';
  const left = (bitmap.width - edge) / 2;
  const top = (bitmap.height - edge) / 2;
  context.drawImage(bitmap, left, top, edge, edge, 0, 0, side, side);
  bitmap.close();
  const address = canvas.toDataURL('image/webp', 0.9);
  return address.slice(address.indexOf(',') + 1);
}
