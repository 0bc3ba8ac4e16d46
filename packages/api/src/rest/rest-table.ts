import { authRows } from './auth-rows.ts';
import type { Endpoint } from './endpoint.ts';
import { invoiceRows } from './invoice-rows.ts';
import { licenceRows } from './licence-rows.ts';
import { llmRows } from './llm-rows.ts';
import { memberRows } from './member-rows.ts';
import { modelRows } from './model-rows.ts';
import { anthropicRows } from './anthropic-rows.ts';
import { openAIRows } from './openai-rows.ts';
import type { RestRow } from './rest-row.ts';
import { usageRows } from './usage-rows.ts';
import { workspaceRows } from './workspace-rows.ts';

/** Everything that plain REST answers. A row more is an endpoint more, with its documentation and its tests. */
export const restTable: readonly RestRow[] = [
  ...authRows,
  ...modelRows,
  ...llmRows,
  ...usageRows,
  ...invoiceRows,
  ...workspaceRows,
  ...memberRows,
  ...licenceRows,
];

/** Everything under /api/v1, as the documentation has it. */
export const endpoints: readonly Endpoint[] = [...openAIRows, ...anthropicRows, ...restTable];
