import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { LocalModelFacts } from './facts.ts';

const Whole = z.number().int().positive();

const Facts = z.object({
  // It becomes a folder's name.
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/u),
  name: z.string().min(1).max(100),
  family: z.string().min(1).max(60),
  licence: z.object({ name: z.string().min(1), url: z.url() }),
  hasReasoning: z.boolean().default(false),
  ollamaTag: z.string().nullable().default(null),
  contextTokens: Whole,
  cacheBytesPerToken: Whole,
  files: z
    .array(
      z.object({
        // It becomes a file's name.
        quantisation: z.string().regex(/^[\w-]{1,20}$/u),
        bytes: Whole,
        sha256: z.string().regex(/^[0-9a-f]{64}$/u),
        url: z.url({ protocol: /^https?$/u }),
      }),
    )
    .min(1),
}) satisfies z.ZodType<LocalModelFacts>;

/**
 * A list of models in the place of ours, for a server without the internet or with models of its own choice: JSON in the
 * shape of facts.ts. Throws with the field that is wrong.
 */
export async function readModelList(file: string): Promise<LocalModelFacts[]> {
  const parsed = z.array(Facts).safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${file} is no list of models: ${issue?.path.join('.')} ${issue?.message}`);
}
