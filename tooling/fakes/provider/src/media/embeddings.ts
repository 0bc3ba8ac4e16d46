import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { BadRequest } from '../dialects/dialect.ts';
import { type Json, requiredString } from '../dialects/read-body.ts';
import { hashText } from '../hash-text.ts';
import { JSON_TYPE, type MediaMaker } from './media-maker.ts';

type Input = string | number[];

/** How many numbers a model's vectors have. */
const LENGTHS: [RegExp, number][] = [
  [/large/u, 3_072],
  [/mistral/u, 1_024],
  [/demo/u, 256],
];
const USUAL_LENGTH = 1_536;

/** `POST …/embeddings`. https://platform.openai.com/docs/api-reference/embeddings */
export const embeddings: MediaMaker = {
  name: 'embeddings',
  read({ json }) {
    const inputs = inputsOf(json);
    const words = inputs.findLast((input) => typeof input === 'string') ?? '';
    return { model: requiredString(json, 'model'), words: String(words), stream: false };
  },
  make({ json }, { report }) {
    const inputs = inputsOf(json);
    const model = requiredString(json, 'model');
    const asked = json['dimensions'];
    const length =
      typeof asked === 'number'
        ? asked
        : (LENGTHS.find(([name]) => name.test(model))?.[1] ?? USUAL_LENGTH);
    const isBase64 = json['encoding_format'] === 'base64';
    const promptTokens = inputs.reduce((sum, input) => sum + tokensOf(input), 0);
    const usage = report({ prompt_tokens: promptTokens, total_tokens: promptTokens });
    const answer = {
      object: 'list',
      data: inputs.map((input, index) => {
        const vector = vectorOf(input, length);
        return {
          object: 'embedding',
          index,
          embedding: isBase64 ? Buffer.from(vector.buffer).toString('base64') : [...vector],
        };
      }),
      model,
      ...(usage && { usage }),
    };
    return Promise.resolve({
      promptTokens,
      outputTokens: 0,
      type: JSON_TYPE,
      pieces: [JSON.stringify(answer)],
    });
  },
};

function inputsOf(json: Json): Input[] {
  const { input } = json;
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input) || input.length === 0)
    throw new BadRequest("'$.input' is invalid. Please check the API reference.");
  return typeof input[0] === 'number' ? [input as number[]] : (input as Input[]);
}

function tokensOf(input: Input): number {
  return typeof input === 'string'
    ? countCl100k(input, { disallowedSpecial: new Set<string>() })
    : input.length;
}

/** A vector of length one, the same for the same input. */
function vectorOf(input: Input, length: number): Float32Array<ArrayBuffer> {
  let state = hashText(typeof input === 'string' ? input : input.join());
  const vector = Float32Array.from({ length }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state >>> 0) / 2 ** 31 - 1;
  });
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
