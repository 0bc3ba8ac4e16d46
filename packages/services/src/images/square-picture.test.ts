import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { squarePicture } from './square-picture.ts';

const drawn = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#10b981' } });

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const refused = { code: 'BAD_REQUEST', details: { field: 'image' } };

describe('what comes out is a square WebP of 256 pixels', () => {
  test.each(['png', 'jpeg', 'webp', 'gif'] as const)('from a %s', async (format) => {
    const picture = await squarePicture(base64(await drawn(640, 200).toFormat(format).toBuffer()));
    const facts = await sharp(picture).metadata();
    expect(facts).toMatchObject({ format: 'webp', width: 256, height: 256 });
  });

  test('from one that is smaller', async () => {
    const picture = await squarePicture(base64(await drawn(1, 1).png().toBuffer()));
    expect(await sharp(picture).metadata()).toMatchObject({ width: 256, height: 256 });
  });
});

test('nothing of what the file says is kept', async () => {
  const secret = 'taken at 52.5200N 13.4050E';
  const file = await drawn(300, 300)
    .jpeg()
    .withExif({ IFD0: { Copyright: secret } })
    .toBuffer();
  expect(file.toString('latin1')).toContain(secret);
  const picture = await squarePicture(base64(file));
  expect(Buffer.from(picture).toString('latin1')).not.toContain(secret);
  expect((await sharp(picture).metadata()).exif).toBeUndefined();
});

test('a photograph that lies on its side is set upright', async () => {
  const half = await drawn(100, 50).png().toBuffer();
  const file = await sharp({
    create: { width: 100, height: 100, channels: 3, background: '#000000' },
  })
    .composite([{ input: half, top: 0, left: 0 }])
    .jpeg({ quality: 100 })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  const { data, info } = await sharp(await squarePicture(base64(file)))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const greenAt = (x: number, y: number) => data[(y * info.width + x) * info.channels + 1] ?? 0;
  // Turned a quarter to the right, what was above is on the right.
  expect(greenAt(200, 128)).toBeGreaterThan(150);
  expect(greenAt(50, 128)).toBeLessThan(50);
});

describe('refused, naming the field', () => {
  test.each([
    ['nothing', ''],
    ['text', base64(Buffer.from('hello'))],
    [
      'a drawing that can carry scripts',
      base64(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
    ],
    [
      'a file that only begins like one',
      base64(Buffer.from('\x89PNG\r\n\x1a\nnothing more', 'latin1')),
    ],
    ['a document', base64(Buffer.from('%PDF-1.7'))],
  ])('%s', async (_, file) => {
    await expect(squarePicture(file)).rejects.toMatchObject(refused);
  });

  test('a picture that was cut off', async () => {
    const whole = await drawn(500, 500).jpeg().toBuffer();
    await expect(squarePicture(base64(whole.subarray(0, 300)))).rejects.toMatchObject(refused);
  });

  test('a small file that unfolds into a giant', async () => {
    const bomb = await drawn(9_000, 9_000).png({ compressionLevel: 9 }).toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    await expect(squarePicture(base64(bomb))).rejects.toMatchObject(refused);
  });
});

test('whatever the bytes: a picture or a refusal', async () => {
  const heads = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF89a', 'RIFF0000WEBP', ''];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...heads),
      fc.uint8Array({ maxLength: 300 }),
      async (head, rest) => {
        const file = Buffer.concat([Buffer.from(head, 'latin1'), rest]).toString('base64');
        await expect(squarePicture(file)).rejects.toMatchObject(refused);
      },
    ),
    { numRuns: 100 },
  );
});
