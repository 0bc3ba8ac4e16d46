import { builtinModules } from 'node:module';
import { locate, sortImport } from './locate.ts';
import type { Place, Target } from './locate.ts';
import { clientRooms, rooms } from './rooms.ts';
import type { Room } from './rooms.ts';

export type ImportFacts = {
  /** The importing file, absolute. */
  filename: string;
  specifier: string;
  isTypeOnly: boolean;
  /** The file says 'use client'. */
  isClientFile: boolean;
};

const builtins: ReadonlySet<string> = new Set(builtinModules);

function matches(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
  );
}

function judgeRoom(place: Place, rule: Room, target: Target & { kind: 'room' }): string | null {
  if (target.room === place.room && target.name === place.name) return null;
  if (target.room.startsWith('apps/')) {
    return place.isTest ? null : `nothing but tests imports an app (${target.room})`;
  }
  if (target.room === 'tooling') {
    const isAllowed = place.isTest || place.room === 'tooling';
    return isAllowed ? null : `${place.room} must not import tooling (@geko/${target.name})`;
  }
  // A test of an outer room sets up the inner ones; contracts and domain stay pure even there.
  if (place.isTest && rule.builtins) return null;
  if (rule.rooms === '*' || rule.rooms.includes(target.name)) return null;
  const may = rule.rooms.length === 0 ? 'no other room' : rule.rooms.join(', ');
  return `${place.room} may import ${may}; not ${target.name}`;
}

function judgeLibrary(place: Place, rule: Room, name: string): string | null {
  if (place.isTest) return null;
  if (rule.never !== undefined && matches(name, rule.never)) {
    return `${place.room} must not import ${name}`;
  }
  if (rule.libraries === '*' || matches(name, rule.libraries)) return null;
  return `${place.room} may import ${rule.libraries.join(', ')}; not ${name}`;
}

/**
 * Judges one import by the table in rooms.ts.
 * @returns what is wrong with it, or null.
 */
export function judgeImport(facts: ImportFacts): string | null {
  const place = locate(facts.filename);
  if (place === null) return null;
  const rule = rooms[place.room];
  if (rule === undefined) return `${place.room} has no line in tooling/boundaries/src/rooms.ts`;
  const target = sortImport(facts.filename, facts.specifier, builtins);
  switch (target.kind) {
    case 'file':
      return target.room === null || target.room === place.room
        ? null
        : `${place.room} must not reach into the files of ${target.room}; import its package`;
    case 'builtin':
      return rule.builtins || place.isTest
        ? null
        : `${place.room} must not import Node's ${target.name}`;
    case 'library':
      return judgeLibrary(place, rule, target.name);
    case 'room':
      if (facts.isClientFile && !facts.isTypeOnly && !clientRooms.includes(target.name)) {
        return `a client file takes only types from ${target.name}`;
      }
      return judgeRoom(place, rule, target);
  }
}
