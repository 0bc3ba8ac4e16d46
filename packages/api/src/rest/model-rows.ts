import { Done } from '@geko/contracts/auth';
import { ModelList, SetModelEnabled } from '@geko/contracts/models';
import { InWorkspace } from '@geko/contracts/workspace';
import { listModels } from '@geko/services/models/list-models';
import { setModelEnabled } from '@geko/services/models/set-model-enabled';
import { forWorkspace, type RestRow } from './rest-row.ts';

const tag = 'Models';
const workspaceId = '$WORKSPACE_ID';

export const modelRows: readonly RestRow[] = [
  forWorkspace({
    method: 'GET',
    path: '/workspaces/{workspaceId}/models',
    operationId: 'listWorkspaceModels',
    tag,
    summary: 'Every model, whether the caller may use it, and why not where not',
    details:
      'Of every kind: those that chat, and those that make images, speech, transcripts and embeddings. A key with a list of models sees those alone.',
    scope: 'models',
    permission: 'workspace:view',
    input: InWorkspace,
    output: ModelList,
    example: { workspaceId },
    run: (scope, _, { gateway }) => listModels(scope, gateway),
  }),
  forWorkspace({
    method: 'GET',
    path: '/workspaces/{workspaceId}/models/eligible',
    operationId: 'listEligibleModels',
    tag,
    summary: 'The models of every kind that the caller may use now',
    scope: 'models',
    permission: 'workspace:view',
    input: InWorkspace,
    output: ModelList,
    example: { workspaceId },
    run: async (scope, _, { gateway }) => {
      const list = await listModels(scope, gateway);
      return { ...list, models: list.models.filter(({ access }) => access.isAllowed) };
    },
  }),
  forWorkspace({
    method: 'PATCH',
    path: '/workspaces/{workspaceId}/models/{modelId}',
    operationId: 'setModelEnabled',
    tag,
    summary: 'Switch a model on or off for everyone in a workspace',
    scope: 'workspace',
    permission: 'model:configure',
    input: SetModelEnabled,
    output: Done,
    example: { workspaceId, modelId: 'gpt-4o-mini', isEnabled: true },
    run: async (scope, input) => {
      await setModelEnabled(scope, input);
      return { ok: true as const };
    },
  }),
];
