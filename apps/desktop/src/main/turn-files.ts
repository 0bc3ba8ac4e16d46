import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalTurn } from '@geko/contracts/desktop';
import { readJson, removeFile, writeJson } from './json-file.ts';

export type TurnFiles = {
  save(turn: LocalTurn): Promise<void>;
  find(turn: { userId: string; turnId: string }): Promise<LocalTurn | null>;
  /** Oldest first. */
  list(userId: string): Promise<LocalTurn[]>;
  remove(turn: { userId: string; turnId: string }): Promise<void>;
  /** All of everybody's. */
  wipe(): Promise<void>;
};

const byAge = (a: LocalTurn, b: LocalTurn) =>
  a.startedAt === b.startedAt
    ? a.turnId.localeCompare(b.turnId)
    : a.startedAt.localeCompare(b.startedAt);

/** Turns that the server has not heard of: a file each, in a folder for each person. Ids must be UUIDs, as they become paths. */
export function openTurnFiles(folder: string): TurnFiles {
  const pathOf = ({ userId, turnId }: { userId: string; turnId: string }) =>
    join(folder, userId, `${turnId}.json`);
  return {
    save: (turn) => writeJson(pathOf(turn), turn),
    find: (turn) => readJson(pathOf(turn), LocalTurn),
    async list(userId) {
      const names = await readdir(join(folder, userId)).catch(() => []);
      const files = names.filter((name) => name.endsWith('.json'));
      const turns = await Promise.all(
        files.map((name) => readJson(join(folder, userId, name), LocalTurn)),
      );
      return turns.filter((turn) => turn !== null).toSorted(byAge);
    },
    remove: (turn) => removeFile(pathOf(turn)),
    wipe: () => rm(folder, { recursive: true, force: true }),
  };
}
