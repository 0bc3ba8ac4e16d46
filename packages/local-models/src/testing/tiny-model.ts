import { createHash } from 'node:crypto';
import { GgufBuilder, type Tensor } from './gguf-builder.ts';

/** What the file says after any prompt; each word once, as a token's successor depends on nothing but itself. */
export const TINY_WORDS =
  'this tiny file merely proves that real llama code loads weights, then streams one word after another until done'.split(
    ' ',
  );

const SPECIALS = ['<unk>', '<s>', '</s>'];
const END = 2;
const BYTES = 256;
const HEAD = 32;
const FEED = 32;
const TYPES = { normal: 1, unknown: 2, control: 3, byte: 6 };

function zeros(name: string, ...shape: [number, number]): Tensor {
  return { name, shape, values: new Float32Array(shape[0] * shape[1]) };
}

function ones(name: string, length: number): Tensor {
  return { name, shape: [length], values: new Float32Array(length).fill(1) };
}

/**
 * A GGUF file of the llama architecture that real llama.cpp runs, 1.5 MB: one layer that adds nothing, each token its own
 * direction, and an output matrix that leads from each word to the next. It tests the way of the tokens and is no model.
 * words: what it says. context: how many tokens it takes at most.
 */
export function makeTinyModel({
  words = TINY_WORDS,
  context = 2_048,
}: { words?: readonly string[]; context?: number } = {}): Buffer {
  const byteTokens = Array.from(
    { length: BYTES },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  const tokens = [...SPECIALS, ...byteTokens, ...words.map((word) => `▁${word}`)];
  const firstWord = SPECIALS.length + BYTES;
  const width = Math.ceil(tokens.length / 32) * 32;
  const embedding = zeros('token_embd.weight', width, tokens.length);
  const output = zeros('output.weight', width, tokens.length);
  for (const [token] of tokens.entries()) {
    const next = token < firstWord ? firstWord : token + 1 < tokens.length ? token + 1 : END;
    embedding.values[token * width + token] = 1;
    output.values[next * width + token] = 1;
  }
  const gguf = new GgufBuilder();
  gguf.string('general.architecture', 'llama').string('general.name', 'tiny test file');
  gguf.uint('llama.context_length', context).uint('llama.embedding_length', width);
  gguf.uint('llama.block_count', 1).uint('llama.feed_forward_length', FEED);
  gguf.uint('llama.attention.head_count', 1).uint('llama.attention.head_count_kv', 1);
  gguf.uint('llama.attention.key_length', HEAD).uint('llama.attention.value_length', HEAD);
  gguf.uint('llama.rope.dimension_count', HEAD);
  gguf.float('llama.attention.layer_norm_rms_epsilon', 1e-5);
  gguf.string('tokenizer.ggml.model', 'llama').strings('tokenizer.ggml.tokens', tokens);
  gguf.floats(
    'tokenizer.ggml.scores',
    tokens.map(() => 0),
  );
  gguf.ints(
    'tokenizer.ggml.token_type',
    tokens.map((_, token) => {
      if (token === 0) return TYPES.unknown;
      if (token < SPECIALS.length) return TYPES.control;
      return token < firstWord ? TYPES.byte : TYPES.normal;
    }),
  );
  gguf.uint('tokenizer.ggml.unknown_token_id', 0).uint('tokenizer.ggml.bos_token_id', 1);
  gguf.uint('tokenizer.ggml.eos_token_id', END);
  return gguf.build([
    embedding,
    output,
    ones('output_norm.weight', width),
    ones('blk.0.attn_norm.weight', width),
    zeros('blk.0.attn_q.weight', width, HEAD),
    zeros('blk.0.attn_k.weight', width, HEAD),
    zeros('blk.0.attn_v.weight', width, HEAD),
    zeros('blk.0.attn_output.weight', HEAD, width),
    ones('blk.0.ffn_norm.weight', width),
    zeros('blk.0.ffn_gate.weight', width, FEED),
    zeros('blk.0.ffn_up.weight', width, FEED),
    zeros('blk.0.ffn_down.weight', FEED, width),
  ]);
}

/** A file's checksum as catalogues have it. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
