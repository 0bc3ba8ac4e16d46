import { z } from 'zod';
import { ModelId } from './ids.ts';
import { Text } from './text.ts';

/**
 * POST /api/v1/images/generations, as OpenAI's API reference has it for its GPT image models:
 * https://platform.openai.com/docs/api-reference/images/create. Streams of partial images, and what is kept to be fetched
 * from an address, are refused by name.
 */

const MAX_SIDE = 3_840;
const MAX_PIXELS = 3_840 * 2_160;

/** Width and height of "1536x1024"; null = it is no size. */
export function sidesOf(size: string): { width: number; height: number } | null {
  const [, width, height] = /^(\d{2,5})x(\d{2,5})$/u.exec(size) ?? [];
  return width === undefined || height === undefined
    ? null
    : { width: Number(width), height: Number(height) };
}

function isSize(size: string): boolean {
  const sides = sidesOf(size);
  if (sides === null) return size === 'auto';
  const { width, height } = sides;
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  return (
    width % 16 === 0 &&
    height % 16 === 0 &&
    longer <= MAX_SIDE &&
    width * height <= MAX_PIXELS &&
    longer <= 3 * shorter
  );
}

export const ImageRequest = z.strictObject({
  model: ModelId,
  prompt: Text.min(1).max(32_000),
  n: z.number().int().min(1).max(10).nullish(),
  size: z
    .string()
    .refine(isSize, {
      message:
        'must be auto or <width>x<height>: multiples of 16, at most 3:1 and 3840x2160 in all',
    })
    .nullish(),
  quality: z.enum(['auto', 'low', 'medium', 'high']).nullish(),
  background: z.enum(['auto', 'transparent', 'opaque']).nullish(),
  moderation: z.enum(['auto', 'low']).nullish(),
  output_format: z.enum(['png', 'jpeg', 'webp']).nullish(),
  output_compression: z.number().int().min(0).max(100).nullish(),
  response_format: z
    .literal('b64_json', { message: 'must be b64_json: no image is kept to be fetched' })
    .nullish(),
  stream: z.literal(false, { message: 'must be false: images come whole' }).nullish(),
  // Taken, and passed to nobody: who asks is the key's person.
  user: Text.max(512).nullish(),
  safety_identifier: Text.max(512).nullish(),
});
export type ImageRequest = z.infer<typeof ImageRequest>;

/** What is asked for as price lists have it: "<size>/<quality>", each auto where it is not said. */
export function imageKindOf({ size, quality }: Pick<ImageRequest, 'size' | 'quality'>): string {
  return `${size ?? 'auto'}/${quality ?? 'auto'}`;
}

/** What every answer has; providers write more into it, which passes as it came. */
export const ImageList = z.looseObject({
  /** Seconds since 1970. */
  created: z.number().int(),
  data: z.array(z.looseObject({ b64_json: z.string() })),
});
