import { mp3, wav } from '@geko/fake-provider/media/sound';
import { expect, test } from 'vitest';
import { readSound } from '@geko/services/calls/read-sound';

const read = (bytes: Buffer) => readSound(new Uint8Array(bytes));

test('a file is what its content says, and lasts as long as it says', async () => {
  expect(await read(wav(61.3))).toMatchObject({
    type: 'audio/wav',
    name: 'sound.wav',
    seconds: 61.3,
    mostSeconds: 62,
  });
  const { seconds, ...song } = await read(mp3(12));
  expect(song).toMatchObject({ type: 'audio/mpeg', name: 'sound.mp3', mostSeconds: 13 });
  expect(seconds).toBeCloseTo(12, 1);
});

test('a file that claims to be shorter than its bytes is held for those', async () => {
  const liar = wav(60);
  liar.writeUInt32LE(48_000, 40);
  expect(await read(liar)).toMatchObject({ seconds: 1, mostSeconds: 60 });
});

test('what is no sound, or of no length, is refused', async () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  for (const bytes of [Buffer.from('hello'), Buffer.alloc(0), png]) {
    await expect(read(bytes)).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  }
  await expect(read(wav(0))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});
