/** Samples a second of what is spoken, each of two bytes. */
const RATE = 24_000;
const BYTES_A_SECOND = RATE * 2;
/** Of an mp3 of 128 kbit/s at 44.1 kHz. */
const FRAME_BYTES = 417;
const FRAMES_A_SECOND = 44_100 / 1_152;

/** Seconds of a tone, as bare samples: 16 bits, the least byte first, one channel. */
export function pcm(seconds: number): Buffer {
  const samples = Buffer.alloc(Math.round(seconds * RATE) * 2);
  for (let index = 0; index < samples.length / 2; index += 1) {
    const value = Math.sin((2 * Math.PI * 330 * index) / RATE) * 4_000;
    samples.writeInt16LE(Math.round(value), index * 2);
  }
  return samples;
}

/** The same in a WAV file. */
export function wav(seconds: number): Buffer {
  const samples = pcm(seconds);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(BYTES_A_SECOND, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

/** Seconds of silence, as an mp3: frames that say nothing. */
export function mp3(seconds: number): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.set([0xff, 0xfb, 0x90, 0x64]);
  return Buffer.concat(Array.from({ length: Math.ceil(seconds * FRAMES_A_SECOND) }, () => frame));
}

/** How long a file lasts, in seconds: of a WAV file by its header, of all else by 128 kbit/s. */
export function secondsOf(file: Buffer): number {
  const isWav = file.length >= 44 && file.toString('latin1', 0, 4) === 'RIFF';
  return isWav ? file.readUInt32LE(40) / file.readUInt32LE(28) : file.length / 16_000;
}
