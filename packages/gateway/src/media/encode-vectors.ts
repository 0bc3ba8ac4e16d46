import type { JSONObject, JSONValue } from '@ai-sdk/provider';
import { objectOf } from '../providers/read-json.ts';

/**
 * An answer of embeddings whose vectors are lists of numbers, with them as OpenAI's base64 has it: 32-bit floats, the
 * least byte first. null = they are not lists: it is as it should be.
 */
export function encodeVectors(answer: JSONObject): JSONObject | null {
  const data: readonly JSONValue[] = Array.isArray(answer['data']) ? answer['data'] : [];
  if (!data.some((item) => Array.isArray(objectOf(item)['embedding']))) return null;
  return {
    ...answer,
    data: data.map((item): JSONValue => {
      const { embedding, ...rest } = objectOf(item);
      return Array.isArray(embedding) ? { ...rest, embedding: encode(embedding) } : item;
    }),
  };
}

function encode(numbers: readonly unknown[]): string {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [index, value] of numbers.entries()) bytes.writeFloatLE(Number(value), index * 4);
  return bytes.toString('base64');
}
