import { AUTO_MODEL_ID } from '@geko/contracts/auto-model';
import { AppError } from '@geko/contracts/errors';
import type { ApiModel, ApiModelList } from '@geko/contracts/chat-completions';
import { asProgram } from '@geko/services/access/authenticate-program';
import type { CatalogueModel } from '@geko/services/models/catalogue';
import { listApiModels } from '@geko/services/models/list-api-models';
import { mayStandForAuto } from '@geko/services/models/route-model';
import type { Deps } from '@geko/services/deps';
import { answerProgram, type ProgramCall } from './answer-program.ts';

/** No model, but the one that fits what is asked. */
const AUTO: ApiModel = { id: AUTO_MODEL_ID, object: 'model', created: 0, owned_by: 'geko' };

/** GET /api/v1/models: the models that the caller may use now, and `auto` where one of them can stand for it. */
export function handleModels(deps: Deps, request: Request): Promise<Response> {
  return answerProgram(deps, request, 'models', async (call) => {
    const models = await modelsOf(deps, call);
    const auto = hasAuto(deps, models) ? [AUTO] : [];
    const list: ApiModelList = { object: 'list', data: [...auto, ...models.map(toModel)] };
    return Response.json(list);
  });
}

/** GET /api/v1/models/:model: one of them, also by alias. */
export function handleModel(deps: Deps, request: Request, id: string): Promise<Response> {
  return answerProgram(deps, request, 'models', async (call) => {
    const models = await modelsOf(deps, call);
    if (id === AUTO_MODEL_ID && hasAuto(deps, models)) return Response.json(AUTO);
    const found = models.find((model) => model.id === id || model.aliases.includes(id));
    if (!found) throw new AppError('MODEL_UNKNOWN', { field: 'model' });
    return Response.json(toModel(found));
  });
}

function modelsOf(deps: Deps, { program, request }: ProgramCall): Promise<CatalogueModel[]> {
  return asProgram(deps, program, request, (scope) => listApiModels(scope, deps.gateway));
}

function hasAuto({ now }: Deps, models: readonly CatalogueModel[]): boolean {
  return models.some((model) => mayStandForAuto(model, now()));
}

/** created: when it was released, in seconds; 0 = not known. */
function toModel({ id, provider, releasedOn }: CatalogueModel): ApiModel {
  const created = releasedOn === null ? 0 : Math.floor(Date.parse(releasedOn) / 1000);
  return { id, object: 'model', created, owned_by: provider };
}
