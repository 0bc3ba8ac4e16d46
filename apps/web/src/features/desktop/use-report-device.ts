'use client';
import type { DesktopInfo } from '@geko/contracts/desktop';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { askDesktop } from './desktop.ts';
import { deviceModels } from './device-models.ts';
import { useMachineModels } from './machine-models.ts';
import { useMachine } from './use-machine.ts';

/** A download is told of no more often than this. */
const PROGRESS_MS = 5_000;
/** So that the workspace sees when the machine was last here. */
const ALIVE_MS = 5 * 60_000;

/** Tells the workspace how this machine and its models are, at once and whenever that changes. */
export function useReportDevice(): void {
  const { workspace } = useWorkspace();
  const workspaceId = workspace.id;
  const { isAllowed } = useMachine();
  const { data } = trpc.devices.settings.useQuery({ workspaceId });
  const { models } = useMachineModels({ isWanted: true });
  const { mutate } = trpc.devices.report.useMutation();
  const [info, setInfo] = useState<DesktopInfo | null>(null);
  const last = useRef({ atMs: 0, news: '' });
  useEffect(() => {
    askDesktop('getInfo').then(setInfo, () => undefined);
  }, []);
  const wanted = new Set(data?.offers.flatMap(({ id, isWanted }) => (isWanted ? [id] : [])));
  const told = models === null || data === undefined ? null : deviceModels(models, wanted);
  const news = told === null ? null : JSON.stringify(told);
  // What changes with every second of a download is told now and then; all else at once.
  const states = told === null ? null : told.map(({ id, state }) => `${id} ${state}`).join();
  const tell = useEffectEvent(() => {
    if (!isAllowed || info === null || told === null) return;
    last.current = { atMs: Date.now(), news: JSON.stringify(told) };
    const { deviceId, deviceName, platform, version } = info;
    const name = deviceName.trim().slice(0, 80) || deviceId.slice(0, 80);
    mutate({ workspaceId, device: { id: deviceId, name, platform, version }, models: told });
  });
  useEffect(() => tell(), [workspaceId, isAllowed, info, states]);
  useEffect(() => {
    const waitMs = Math.max(0, last.current.atMs + PROGRESS_MS - Date.now());
    const timer = setTimeout(() => last.current.news !== news && tell(), waitMs);
    return () => clearTimeout(timer);
  }, [news]);
  useEffect(() => {
    const timer = setInterval(() => tell(), ALIVE_MS);
    return () => clearInterval(timer);
  }, []);
}
