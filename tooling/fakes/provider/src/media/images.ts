import { crc32, deflateSync } from 'node:zlib';
import { BadRequest } from '../dialects/dialect.ts';
import { requiredString, stringOr } from '../dialects/read-body.ts';
import { hashText } from '../hash-text.ts';
import { countTokens } from '../tokens.ts';
import { JSON_TYPE, type MediaMaker } from './media-maker.ts';

/** What an image of 1024x1024 takes; others by their area. */
const TOKENS = new Map([
  ['low', 272],
  ['medium', 1_056],
  ['high', 4_160],
]);
const USUAL = { size: '1024x1024', quality: 'medium' };

/** `POST …/images/generations` for GPT image models. https://platform.openai.com/docs/api-reference/images/create */
export const images: MediaMaker = {
  name: 'images',
  read: ({ json }) => ({
    model: requiredString(json, 'model'),
    words: requiredString(json, 'prompt'),
    stream: false,
  }),
  make({ json }, { report }) {
    const prompt = requiredString(json, 'prompt');
    const size = chosen(json['size'], USUAL.size);
    const quality = chosen(json['quality'], USUAL.quality);
    const [width = 0, height = 0] = size.split('x').map(Number);
    const each = TOKENS.get(quality);
    if (each === undefined || !(width > 0) || !(height > 0))
      throw new BadRequest(`Invalid size or quality: '${size}', '${quality}'.`);
    if (json['response_format'] !== undefined && requiredString(json, 'model').startsWith('gpt-'))
      throw new BadRequest("Unknown parameter: 'response_format'.");
    const count = typeof json['n'] === 'number' ? json['n'] : 1;
    const outputTokens = count * Math.ceil((each * width * height) / 2 ** 20);
    const promptTokens = countTokens(prompt);
    const usage = report({
      input_tokens: promptTokens,
      input_tokens_details: { image_tokens: 0, text_tokens: promptTokens },
      output_tokens: outputTokens,
      total_tokens: promptTokens + outputTokens,
    });
    const answer = {
      created: Math.floor(Date.now() / 1000),
      background: 'opaque',
      output_format: 'png',
      quality,
      size,
      data: Array.from({ length: count }, (_, index) => ({
        b64_json: png(width, height, hashText(`${prompt} ${index}`)).toString('base64'),
      })),
      ...(usage && { usage }),
    };
    return Promise.resolve({
      promptTokens,
      outputTokens,
      type: JSON_TYPE,
      pieces: [JSON.stringify(answer)],
    });
  },
};

function chosen(value: unknown, usual: string): string {
  const asked = stringOr(value, 'auto');
  return asked === 'auto' ? usual : asked;
}

/** A picture of bands of one colour, from dark to light. */
function png(width: number, height: number, seed: number): Buffer {
  const rgb = [seed & 255, (seed >>> 8) & 255, (seed >>> 16) & 255];
  const palette = Buffer.from(
    Array.from({ length: 256 }, (_, shade) =>
      rgb.map((part) => Math.round((part * shade) / 255)),
    ).flat(),
  );
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) {
    const start = row * (width + 1);
    rows.fill(Math.floor((row * 256) / height), start + 1, start + 1 + width);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, each a colour of the palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
