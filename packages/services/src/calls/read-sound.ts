import { type IFormat, parseBuffer } from 'music-metadata';
import { AppError } from '@geko/contracts/errors';
import { MAX_AUDIO_BYTES, type Sound } from '@geko/contracts/transcriptions';

/** What is listened to, by what its content says it is: its type, and the ending by which providers know it. */
const containers: [
  isIt: (format: IFormat, bytes: Uint8Array) => boolean,
  type: string,
  ending: string,
][] = [
  [({ container }) => container === 'WAVE', 'audio/wav', 'wav'],
  [({ container }) => container === 'MPEG', 'audio/mpeg', 'mp3'],
  [({ container }) => container === 'FLAC', 'audio/flac', 'flac'],
  [({ container }) => container === 'Ogg', 'audio/ogg', 'ogg'],
  [({ container }) => container?.toLowerCase() === 'ebml/webm', 'audio/webm', 'webm'],
  [
    (_, bytes) => Buffer.from(bytes.subarray(4, 8)).toString('latin1') === 'ftyp',
    'audio/mp4',
    'm4a',
  ],
];

/**
 * Bits a second that nothing goes beyond which loses some of its sound. What a file says of its own length may be a lie:
 * it lasts no shorter than its bytes do at that rate, or at its own where nothing is lost.
 */
const MOST_BITS_A_SECOND = 320_000;

/**
 * A file that is to be listened to, with its length, which is held before anybody listens.
 * @throws AppError PAYLOAD_TOO_LARGE; UNSUPPORTED_MEDIA_TYPE for what is no sound; BAD_REQUEST where it does not say how long it is
 */
export async function readSound(bytes: Uint8Array<ArrayBuffer>): Promise<Sound> {
  if (bytes.byteLength > MAX_AUDIO_BYTES) {
    throw new AppError('PAYLOAD_TOO_LARGE', {
      field: 'file',
      message: `A file can have at most ${MAX_AUDIO_BYTES.toLocaleString('en')} bytes.`,
    });
  }
  const format = await formatOf(bytes);
  const kind = format && containers.find(([isIt]) => isIt(format, bytes));
  if (!format || !kind) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', {
      field: 'file',
      message:
        'The file is no sound that can be listened to: send flac, mp3, mp4, m4a, ogg, wav or webm.',
    });
  }
  const { duration: seconds = 0 } = format;
  if (!(seconds > 0) || !Number.isFinite(seconds)) {
    throw new AppError('BAD_REQUEST', {
      field: 'file',
      message: 'The file does not say how long it lasts. Send it as mp3 or wav.',
    });
  }
  const [, type, ending] = kind;
  const bitsASecond = format.lossless
    ? (format.bitrate ?? Number.POSITIVE_INFINITY)
    : MOST_BITS_A_SECOND;
  const mostSeconds = Math.ceil(Math.max(seconds, (bytes.byteLength * 8) / bitsASecond - 1));
  // Its own name is nobody's business.
  return { bytes, name: `sound.${ending}`, type, seconds, mostSeconds };
}

/** null = it is nothing that has sound. */
async function formatOf(bytes: Uint8Array): Promise<IFormat | null> {
  try {
    const { format } = await parseBuffer(bytes, undefined, { duration: true, skipCovers: true });
    return format;
  } catch {
    return null;
  }
}
