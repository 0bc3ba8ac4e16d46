import {
  ApiKey,
  ApiKeyList,
  ApiKeyRef,
  CreateApiKey,
  CreatedApiKey,
  UpdateApiKey,
} from '@geko/contracts/api-keys';
import { findApiKeys } from '@geko/services/api-keys/api-key-views';
import { createApiKey } from '@geko/services/api-keys/create-api-key';
import { revokeApiKey } from '@geko/services/api-keys/revoke-api-key';
import { updateApiKey } from '@geko/services/api-keys/update-api-key';
import { refuseToken } from '../context.ts';
import { permitted, router } from '../trpc.ts';

export const apiKeysRouter = router({
  list: permitted('apikey:own')
    .output(ApiKeyList)
    .query(async ({ ctx }) => ({ keys: await findApiKeys(ctx.scope) })),

  /** Not by access token: what lasts minutes must not make what lasts. */
  create: permitted('apikey:own')
    .input(CreateApiKey)
    .output(CreatedApiKey)
    .mutation(({ ctx, input }) => {
      refuseToken(ctx.me);
      return createApiKey(ctx.scope, input);
    }),

  update: permitted('apikey:own')
    .input(UpdateApiKey)
    .output(ApiKey)
    .mutation(({ ctx, input }) => {
      refuseToken(ctx.me);
      return updateApiKey(ctx.scope, input);
    }),

  revoke: permitted('apikey:own')
    .input(ApiKeyRef)
    .output(ApiKey)
    .mutation(({ ctx, input }) => revokeApiKey(ctx.scope, input.id)),
});
