import type { ModelFile, ModelSize } from './rules/fit-model.ts';

export type DownloadableFile = ModelFile & {
  url: string;
  /** Lower-case hex. */
  sha256: string;
};

/** What is known of a model that can be installed. */
export type LocalModelFacts = Omit<ModelSize, 'files'> & {
  id: string;
  name: string;
  family: string;
  licence: { name: string; url: string };
  hasReasoning: boolean;
  /** What Ollama calls it; null = it has it not. */
  ollamaTag: string | null;
  files: readonly DownloadableFile[];
};

const hub = 'https://huggingface.co';

/**
 * Small models of five families. Lengths and checksums are those of the files at these very revisions, each told alike by
 * several public catalogues that pin them; a model whose checksum nobody tells does not stand here.
 * cacheBytesPerToken = keys and values, 16 bits each: 2 · layers · heads of keys · width of a head · 2.
 */
export const localModelFacts: readonly LocalModelFacts[] = [
  {
    id: 'qwen2.5-0.5b',
    name: 'Qwen 2.5 0.5B',
    family: 'Qwen',
    licence: { name: 'Apache 2.0', url: `${hub}/Qwen/Qwen2.5-0.5B-Instruct/blob/main/LICENSE` },
    hasReasoning: false,
    ollamaTag: 'qwen2.5:0.5b',
    contextTokens: 32_768,
    cacheBytesPerToken: 2 * 24 * 2 * 64 * 2,
    files: [
      {
        quantisation: 'Q4_K_M',
        bytes: 491_400_032,
        sha256: '74a4da8c9fdbcd15bd1f6d01d621410d31c6fc00986f5eb687824e7b93d7a9db',
        url: `${hub}/Qwen/Qwen2.5-0.5B-Instruct-GGUF/resolve/9217f5db79a29953eb74d5343926648285ec7e67/qwen2.5-0.5b-instruct-q4_k_m.gguf`,
      },
    ],
  },
  {
    id: 'llama3.2-1b',
    name: 'Llama 3.2 1B',
    family: 'Meta',
    licence: {
      name: 'Llama 3.2 Community License',
      url: 'https://www.llama.com/llama3_2/license/',
    },
    hasReasoning: false,
    ollamaTag: 'llama3.2:1b',
    contextTokens: 131_072,
    cacheBytesPerToken: 2 * 16 * 8 * 64 * 2,
    files: [
      {
        quantisation: 'Q4_K_M',
        bytes: 807_694_464,
        sha256: '6f85a640a97cf2bf5b8e764087b1e83da0fdb51d7c9fab7d0fece9385611df83',
        url: `${hub}/bartowski/Llama-3.2-1B-Instruct-GGUF/resolve/067b946cf014b7c697f3654f621d577a3e3afd1c/Llama-3.2-1B-Instruct-Q4_K_M.gguf`,
      },
    ],
  },
  {
    id: 'deepseek-r1-1.5b',
    name: 'DeepSeek-R1 Distill Qwen 1.5B',
    family: 'DeepSeek',
    licence: { name: 'MIT', url: `${hub}/deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B` },
    hasReasoning: true,
    ollamaTag: 'deepseek-r1:1.5b',
    contextTokens: 131_072,
    cacheBytesPerToken: 2 * 28 * 2 * 128 * 2,
    files: [
      {
        quantisation: 'Q4_K_M',
        bytes: 1_117_320_800,
        sha256: '1741e5b2d062b07acf048bf0d2c514dadf2a48f94e2b4aa0cfe069af3838ee2f',
        url: `${hub}/bartowski/DeepSeek-R1-Distill-Qwen-1.5B-GGUF/resolve/main/DeepSeek-R1-Distill-Qwen-1.5B-Q4_K_M.gguf`,
      },
    ],
  },
  {
    id: 'gemma2-2b',
    name: 'Gemma 2 2B',
    family: 'Google',
    licence: { name: 'Gemma Terms of Use', url: 'https://ai.google.dev/gemma/terms' },
    hasReasoning: false,
    ollamaTag: 'gemma2:2b',
    contextTokens: 8_192,
    cacheBytesPerToken: 2 * 26 * 4 * 256 * 2,
    files: [
      {
        quantisation: 'Q4_K_M',
        bytes: 1_708_582_752,
        sha256: 'e0aee85060f168f0f2d8473d7ea41ce2f3230c1bc1374847505ea599288a7787',
        url: `${hub}/bartowski/gemma-2-2b-it-GGUF/resolve/855f67caed130e1befc571b52bd181be2e858883/gemma-2-2b-it-Q4_K_M.gguf`,
      },
    ],
  },
  {
    id: 'mistral-7b',
    name: 'Mistral 7B',
    family: 'Mistral',
    licence: { name: 'Apache 2.0', url: `${hub}/mistralai/Mistral-7B-Instruct-v0.3` },
    hasReasoning: false,
    ollamaTag: 'mistral:7b',
    contextTokens: 32_768,
    cacheBytesPerToken: 2 * 32 * 8 * 128 * 2,
    files: [
      {
        quantisation: 'Q4_K_M',
        bytes: 4_372_812_000,
        sha256: '1270d22c0fbb3d092fb725d4d96c457b7b687a5f5a715abe1e818da303e562b6',
        url: `${hub}/bartowski/Mistral-7B-Instruct-v0.3-GGUF/resolve/61fd4167fff3ab01ee1cfe0da183fa27a944db48/Mistral-7B-Instruct-v0.3-Q4_K_M.gguf`,
      },
    ],
  },
];
