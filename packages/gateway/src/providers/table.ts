import type { ProviderId } from '@geko/contracts/models';
import { anthropic } from './anthropic.ts';
import { compatible } from './compatible.ts';
import { deepseek } from './deepseek.ts';
import { demo } from './demo.ts';
import { google } from './google.ts';
import { groq } from './groq.ts';
import { local } from './local.ts';
import { mistral } from './mistral.ts';
import { openai } from './openai.ts';
import type { Provider } from './provider.ts';

/** Every provider. Forget one and it does not compile. */
export const providerTable: Record<ProviderId, Provider> = {
  openai,
  anthropic,
  google,
  mistral,
  deepseek,
  groq,
  compatible,
  demo,
  local,
};
