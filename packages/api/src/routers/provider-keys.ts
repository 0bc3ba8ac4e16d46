import { Done } from '@geko/contracts/auth';
import {
  CreateProviderKey,
  ProviderKeyRef,
  ProviderKeys,
  RotateProviderKey,
  SetProviderEnabled,
  UpdateProviderKey,
} from '@geko/contracts/provider-keys';
import { createProviderKey } from '@geko/services/provider-keys/create-provider-key';
import { listProviderKeys } from '@geko/services/provider-keys/list-provider-keys';
import { removeProviderKey } from '@geko/services/provider-keys/remove-provider-key';
import { rotateProviderKey } from '@geko/services/provider-keys/rotate-provider-key';
import { setProviderEnabled } from '@geko/services/provider-keys/set-provider-enabled';
import { updateProviderKey } from '@geko/services/provider-keys/update-provider-key';
import { wakeProviderKey } from '@geko/services/provider-keys/wake-provider-key';
import { operatorProcedure, router } from '../trpc.ts';

/** The operator's pool of provider keys. No answer carries a secret. */
export const providerKeysRouter = router({
  list: operatorProcedure.output(ProviderKeys).query(({ ctx }) => listProviderKeys(ctx.deps)),

  create: operatorProcedure
    .input(CreateProviderKey)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await createProviderKey(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  update: operatorProcedure
    .input(UpdateProviderKey)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await updateProviderKey(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  rotate: operatorProcedure
    .input(RotateProviderKey)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await rotateProviderKey(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  remove: operatorProcedure
    .input(ProviderKeyRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await removeProviderKey(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  wake: operatorProcedure
    .input(ProviderKeyRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await wakeProviderKey(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  setProviderEnabled: operatorProcedure
    .input(SetProviderEnabled)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setProviderEnabled(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),
});
