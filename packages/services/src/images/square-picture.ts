import sharp from 'sharp';
import { AppError } from '@geko/contracts/errors';
import { pictureType } from './picture-type.ts';

const SIDE = 256;
/** A small file can unfold into a picture that fills the memory; a large photograph has fewer dots than this. */
const MOST_PIXELS = 50_000_000;

/**
 * A picture (PNG, JPEG, WebP, GIF; base64) cut to a square of 256 pixels, as WebP: drawn anew, so that nothing of the
 * file itself is kept, neither what it says of where it was taken nor what else is hidden in it.
 * @throws AppError BAD_REQUEST (field image) for what is no such picture
 */
export async function squarePicture(base64: string): Promise<Uint8Array> {
  const bytes = Buffer.from(base64, 'base64');
  // Anything else is not shown to a decoder.
  if (pictureType(bytes) === null) throw unreadable();
  try {
    const picture = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(SIDE, SIDE, { fit: 'cover' })
      .webp({ quality: 85 })
      .toBuffer();
    return new Uint8Array(picture);
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause?: unknown): AppError {
  return new AppError('BAD_REQUEST', {
    field: 'image',
    message: 'This picture cannot be read. Take a PNG, JPEG, WebP or GIF.',
    cause,
  });
}
