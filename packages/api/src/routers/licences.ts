import { Done } from '@geko/contracts/auth';
import {
  AdminLicences,
  IssuedLicence,
  IssueLicence,
  LicenceList,
  LicenceRef,
  ListLicences,
  ReleaseDevice,
} from '@geko/contracts/licences';
import { issueLicence } from '@geko/services/licences/issue-licence';
import { listAllLicences } from '@geko/services/licences/list-all-licences';
import { listWorkspaceLicences } from '@geko/services/licences/list-workspace-licences';
import { releaseDevice } from '@geko/services/licences/release-device';
import { renewLicence } from '@geko/services/licences/renew-licence';
import { resumeLicence } from '@geko/services/licences/resume-licence';
import { revokeLicence } from '@geko/services/licences/revoke-licence';
import { suspendLicence } from '@geko/services/licences/suspend-licence';
import { operatorProcedure, permitted, router } from '../trpc.ts';

export const licencesRouter = router({
  /** Those of the workspace. */
  list: permitted('apikey:manage')
    .output(LicenceList)
    .query(({ ctx }) => listWorkspaceLicences(ctx.scope)),

  releaseDevice: permitted('apikey:manage')
    .input(ReleaseDevice)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await releaseDevice(ctx.scope, input);
      return { ok: true as const };
    }),

  /** Those of the installation. */
  all: operatorProcedure
    .input(ListLicences)
    .output(AdminLicences)
    .query(({ ctx, input }) => listAllLicences(ctx.deps, input)),

  issue: operatorProcedure
    .input(IssueLicence)
    .output(IssuedLicence)
    .mutation(({ ctx, input }) =>
      issueLicence(ctx.deps, { principal: ctx.me, request: ctx.request }, input),
    ),

  renew: operatorProcedure
    .input(LicenceRef)
    .output(IssuedLicence)
    .mutation(({ ctx, input }) =>
      renewLicence(ctx.deps, { principal: ctx.me, request: ctx.request }, input),
    ),

  suspend: operatorProcedure
    .input(LicenceRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await suspendLicence(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  resume: operatorProcedure
    .input(LicenceRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await resumeLicence(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  revoke: operatorProcedure
    .input(LicenceRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await revokeLicence(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),
});
