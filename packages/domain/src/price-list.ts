import { AppError } from '@geko/contracts/errors';
import type { CandidateFacts } from '@geko/contracts/prices';
import { type ListedModel, listedFacts } from './listed-facts.ts';
import { asList, asObject, asText, type JsonObject, parseWithDecimals } from './price-list-json.ts';

/** Providers whose models can be called by the names in a public list. */
const listedProviders = ['openai', 'anthropic', 'google', 'mistral', 'deepseek', 'groq'];

export type PriceList = {
  entries: CandidateFacts[];
  /** What could not be read and why, one sentence each; what was left out on purpose comes last. */
  skipped: string[];
};

type Place = { provider: string; model: JsonObject };

/** models.dev's api.json: { openai: { models: { "gpt-5.5": { cost: { input, … }, limit: { context, … }, … } } } }. */
function* modelsByProvider(list: JsonObject): Generator<Place> {
  for (const [provider, facts] of Object.entries(list)) {
    const models = asObject(asObject(facts)?.['models']) ?? {};
    for (const [id, model] of Object.entries(models)) {
      yield { provider, model: { id, ...asObject(model) } };
    }
  }
}

function fromModelsDev({ provider, model }: Place): ListedModel {
  const modalities = asObject(model['modalities']);
  const limit = asObject(model['limit']);
  return {
    provider,
    model: asText(model['id']) ?? '',
    name: asText(model['name']),
    cost: asObject(model['cost']),
    contextTokens: limit?.['context'],
    outputTokens: limit?.['output'],
    input: asList(modalities?.['input']),
    output: asList(modalities?.['output']),
    reasoning: model['reasoning'],
    tools: model['tool_call'],
    json: model['structured_output'],
    released: asText(model['release_date']),
    isDeprecated: model['status'] === 'deprecated',
  };
}

/** The shared facts file: { models: [{ provider, model, costPerMillionUsd: { input, … }, contextTokens, … }] }. */
function fromFactsFile(model: JsonObject): ListedModel {
  return {
    provider: asText(model['provider']) ?? '',
    model: asText(model['model']) ?? '',
    name: asText(model['name']),
    cost: asObject(model['costPerMillionUsd']),
    contextTokens: model['contextTokens'],
    outputTokens: model['outputTokens'],
    input: asList(model['input']),
    output: asList(model['output']),
    reasoning: model['reasoning'],
    tools: model['tools'],
    json: model['structuredOutput'],
    released: asText(model['released']),
    isDeprecated: model['status'] === 'deprecated',
  };
}

function listedModels(list: JsonObject): ListedModel[] {
  return Array.isArray(list['models'])
    ? asList(list['models']).map((model) => fromFactsFile(asObject(model) ?? {}))
    : [...modelsByProvider(list)].map(fromModelsDev);
}

/**
 * Reads a public price list: models.dev's api.json, or the shared facts file. Prices are dollars per million tokens
 * and become nano-USD exactly as written. A model without a price is read, with none; one whose facts cannot be
 * read is skipped and the rest goes on. Models of providers that Geko cannot call, and deprecated ones, are left out.
 *
 * @throws AppError BAD_REQUEST where it is not JSON, or no list of models.
 */
export function readPriceList(text: string): PriceList {
  const list = asObject(parseWithDecimals(text));
  const models = list === null ? [] : listedModels(list);
  if (models.length === 0) {
    throw new AppError('BAD_REQUEST', { field: 'list', message: 'There are no models in this.' });
  }
  const entries = new Map<string, CandidateFacts>();
  const unreadable: string[] = [];
  const strangers = new Set<string>();
  let deprecated = 0;
  for (const model of models) {
    if (!listedProviders.includes(model.provider)) {
      strangers.add(model.provider);
      continue;
    }
    if (model.isDeprecated) {
      deprecated += 1;
      continue;
    }
    const id = `${model.provider}/${model.model.slice(0, 200)}`;
    const facts = entries.has(id) ? 'it is in the list twice' : listedFacts(model);
    if (typeof facts === 'string') unreadable.push(`${id}: ${facts}`);
    else entries.set(id, facts);
  }
  const leftOut = [
    ...(strangers.size > 0 ? [`${strangers.size} providers that cannot be called from here`] : []),
    ...(deprecated > 0 ? [`${deprecated} deprecated models`] : []),
  ];
  return { entries: [...entries.values()], skipped: [...unreadable, ...leftOut] };
}
