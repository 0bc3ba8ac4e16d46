import { Done } from '@geko/contracts/auth';
import {
  DeviceList,
  ForgetDevice,
  LocalSettings,
  ReportDevice,
  SetLocalAllowed,
  SetModelWanted,
} from '@geko/contracts/devices';
import { forgetDevice } from '@geko/services/devices/forget-device';
import { listDevices } from '@geko/services/devices/list-devices';
import { getLocalSettings } from '@geko/services/devices/local-settings';
import { reportDevice } from '@geko/services/devices/report-device';
import { setLocalAllowed } from '@geko/services/devices/set-local-allowed';
import { setModelWanted } from '@geko/services/devices/set-model-wanted';
import { permitted, router } from '../trpc.ts';

const DONE = { ok: true } as const;

/** Local models in a workspace: whether there may be any, which its desktops shall have, and what those tell. */
export const devicesRouter = router({
  settings: permitted('workspace:view')
    .output(LocalSettings)
    .query(({ ctx }) => getLocalSettings(ctx.scope)),

  setAllowed: permitted('model:configure')
    .input(SetLocalAllowed)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setLocalAllowed(ctx.scope, input);
      return DONE;
    }),

  setWanted: permitted('model:install')
    .input(SetModelWanted)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setModelWanted(ctx.scope, input);
      return DONE;
    }),

  list: permitted('workspace:view')
    .output(DeviceList)
    .query(({ ctx }) => listDevices(ctx.scope)),

  report: permitted('chat:create')
    .input(ReportDevice)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await reportDevice(ctx.scope, input);
      return DONE;
    }),

  forget: permitted('workspace:view')
    .input(ForgetDevice)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await forgetDevice(ctx.scope, input);
      return DONE;
    }),
});
