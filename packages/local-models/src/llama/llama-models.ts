import { join } from 'node:path';
import type {
  LocalFit,
  LocalHealth,
  LocalModel,
  LocalModelId,
  LocalModelStatus,
} from '@geko/contracts/local-models';
import { bytesAt, downloadFile, partOf, type DownloadPatience } from '../download/download-file.ts';
import type { DownloadableFile, LocalModelFacts } from '../facts.ts';
import { createInstalls, deleteModel } from '../install/installs.ts';
import { LocalModelError, toLocalError } from '../local-error.ts';
import type { LocalModels } from '../local-models.ts';
import { createDownloadSpeed } from '../rules/download-speed.ts';
import { fitModel, type Hardware } from '../rules/fit-model.ts';
import { createStatusBoard } from '../status-board.ts';
import { createEngine } from './engine.ts';
import type { StartEngine } from './engine-process.ts';

const IDLE_MS = 5 * 60_000;
const LOAD_MS = 3 * 60_000;
const STOP_MS = 3_000;
const TELL_MS = 250;

export type LlamaSettings = {
  /** Where the files lie. One process has it to itself. */
  folder: string;
  facts: readonly LocalModelFacts[];
  hardware: () => Promise<Hardware>;
  /** The most memory that a model may take; null = what the machine can spare. */
  memoryCapBytes: number | null;
  threads: number;
  start: StartEngine;
  /** Milliseconds from any fixed point. */
  now: () => number;
  patience?: DownloadPatience;
  idleMs?: number;
};

type Found = { facts: LocalModelFacts; file: DownloadableFile; path: string };

/** Models of our list in files of our own, run by llama.cpp. */
export function createLlamaModels(settings: LlamaSettings): LocalModels {
  const { folder, facts: all, threads, start, now, patience } = settings;
  const board = createStatusBoard();
  const installs = createInstalls(board);
  const engine = createEngine({
    start,
    threads,
    idleMs: settings.idleMs ?? IDLE_MS,
    loadMs: LOAD_MS,
    stopMs: STOP_MS,
  });

  /** Only the smallest file of a model is ever taken, so that is where it lies. */
  function find(id: LocalModelId): Found {
    const facts = all.find((one) => one.id === id);
    const [file] = facts ? facts.files.toSorted((a, b) => a.bytes - b.bytes) : [];
    if (!facts || !file) throw new LocalModelError('unknown_model');
    return { facts, file, path: join(folder, facts.id, `${file.quantisation}.gguf`) };
  }
  const isInstalled = async ({ file, path }: Found) => (await bytesAt(path)) === file.bytes;

  async function fits(found: Found): Promise<LocalFit> {
    const { facts, file, path } = found;
    const receivedBytes = (await isInstalled(found)) ? file.bytes : await bytesAt(partOf(path));
    const { memoryCapBytes: capBytes } = settings;
    return fitModel(facts, await settings.hardware(), { capBytes, receivedBytes });
  }

  async function statusOnDisk(found: Found): Promise<LocalModelStatus> {
    if (await isInstalled(found)) return { state: 'ready' };
    const receivedBytes = await bytesAt(partOf(found.path));
    if (receivedBytes === 0) return { state: 'absent' };
    const { bytes: totalBytes } = found.file;
    return { state: 'paused', receivedBytes, totalBytes, bytesPerSecond: null, secondsLeft: null };
  }

  const status = async (found: Found) => board.get(found.facts.id) ?? (await statusOnDisk(found));

  async function fileOf(found: Found): Promise<{ path: string; contextTokens: number }> {
    if (!(await isInstalled(found))) throw new LocalModelError('not_installed');
    const fit = await fits(found);
    if (!fit.isFitting) throw new LocalModelError('too_little_memory');
    return { path: found.path, contextTokens: fit.contextTokens };
  }

  /** The first token of an answer. */
  async function check(found: Found): Promise<number> {
    const began = now();
    const { signal } = new AbortController();
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const modelId = found.facts.id;
    const chat = { modelId, messages, maxTokens: 1, temperature: null, topP: null };
    await engine.chat(await fileOf(found), chat, { signal, onPart: () => undefined });
    return now() - began;
  }

  async function install(found: Found, signal: AbortSignal): Promise<void> {
    const { facts, file, path } = found;
    const fit = await fits(found);
    if (!fit.isFitting) {
      throw new LocalModelError(fit.reason === 'disk' ? 'disk_full' : 'too_little_memory');
    }
    const speed = createDownloadSpeed(file.bytes);
    let toldAt = -TELL_MS;
    const onBytes = (receivedBytes: number) => {
      if (now() - toldAt < TELL_MS) return;
      toldAt = now();
      board.set(facts.id, { state: 'downloading', ...speed.at(toldAt, receivedBytes) });
    };
    const onChecking = () => board.set(facts.id, { state: 'checking' });
    const known = patience === undefined ? {} : { patience };
    if (!(await isInstalled(found))) {
      await downloadFile({ file, path, signal, onBytes, onChecking, ...known });
    }
    onChecking();
    await check(found);
  }

  /** Stops an install. */
  async function halt(found: Found, isKept: boolean): Promise<void> {
    await installs.stop(found.facts.id);
    if (!isKept && !(await isInstalled(found))) await deleteModel(found.path);
    board.set(found.facts.id, null, await statusOnDisk(found));
  }

  return {
    async list() {
      return await Promise.all(
        all.map(async ({ id, name, family, licence, contextTokens, hasReasoning }) => {
          const found = find(id);
          const [fit, itsStatus] = await Promise.all([fits(found), status(found)]);
          return {
            id,
            name,
            family,
            licence,
            contextTokens,
            hasReasoning,
            engine: 'llama',
            downloadBytes: found.file.bytes,
            fit,
            status: itsStatus,
          } satisfies LocalModel;
        }),
      );
    },
    fits: async (id) => await fits(find(id)),
    async install(id) {
      const found = find(id);
      await installs.begin(id, (signal) => install(found, signal));
    },
    async pause(id) {
      await halt(find(id), true);
    },
    async cancel(id) {
      await halt(find(id), false);
    },
    status: async (id) => await status(find(id)),
    watch: (listener) => board.watch(listener),
    async remove(id) {
      const found = find(id);
      if (engine.isBusy(found.path) && !installs.isRunning(id)) throw new LocalModelError('in_use');
      await installs.stop(id);
      if (engine.loadedPath() === found.path) await engine.unload();
      await deleteModel(found.path);
      board.set(id, null);
    },
    async health(id): Promise<LocalHealth> {
      const found = find(id);
      try {
        const firstTokenMs = await check(found);
        if (!installs.isRunning(id)) board.set(id, null, { state: 'ready' });
        return { isWell: true, firstTokenMs };
      } catch (cause) {
        const error = toLocalError(cause, 'engine_crashed').code;
        if (error !== 'not_installed') board.set(id, { state: 'error', error });
        return { isWell: false, error };
      }
    },
    async chat(chat, options) {
      return await engine.chat(await fileOf(find(chat.modelId)), chat, options);
    },
    async close() {
      await installs.stopAll();
      await engine.unload();
    },
  };
}
