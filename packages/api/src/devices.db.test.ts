import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import type { Me } from '@geko/contracts/auth';
import type { DeviceList, LocalSettings, ReportDevice } from '@geko/contracts/devices';
import { modelCatalog } from '@geko/db/schema/models';
import type { ModelList } from '@geko/contracts/models';
import { quietSide } from './testing/quiet-side.ts';
import { newMessage, postAs, refusalOf } from './testing/refusal.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let owner: TestPerson;
let editor: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { local: quietSide });
  owner = await registerPerson(house);
  editor = await joinAs(house, owner, 'editor');
});
afterAll(() => house.close());

const tell = (person: TestPerson, change: Partial<ReportDevice> = {}) =>
  person.mutate('devices.report', {
    workspaceId: person.workspaceId,
    device: { id: 'machine-of-a-test', name: 'A laptop', platform: 'darwin', version: '1.2.0' },
    models: [
      { id: 'qwen2.5-0.5b', name: 'Qwen 2.5 0.5B', state: 'downloading', percent: 43, error: null },
    ],
    ...change,
  });

const seen = async (person: TestPerson, workspaceId = person.workspaceId) =>
  (await person.query<DeviceList>('devices.list', { workspaceId })).data;

test('machines tell of themselves: admins see those of all, everybody else their own', async () => {
  await tell(owner);
  await tell(editor, {
    device: { id: 'another-machine', name: 'A tower', platform: 'linux', version: '1.2.0' },
  });
  await tell(editor, {
    device: { id: 'another-machine', name: 'A tower', platform: 'linux', version: '1.3.0' },
    models: [
      { id: 'qwen2.5-0.5b', name: 'Qwen 2.5 0.5B', state: 'ready', percent: null, error: null },
    ],
  });
  const all = await seen(owner);
  expect(all.scope).toBe('workspace');
  expect(all.devices).toMatchObject([
    { name: 'A tower', version: '1.3.0', isOwn: false, models: [{ state: 'ready' }] },
    { name: 'A laptop', platform: 'darwin', isOwn: true, models: [{ percent: 43 }] },
  ]);
  expect(await seen(editor)).toMatchObject({ scope: 'own', devices: [{ name: 'A tower' }] });
});

test('who takes a device off the list may do so: their own, or as an admin; it goes with its member', async () => {
  const leaver = await joinAs(house, owner, 'editor');
  await tell(leaver);
  const forget = (person: TestPerson, userId: string) =>
    person.mutate('devices.forget', {
      workspaceId: owner.workspaceId,
      userId,
      device: 'machine-of-a-test',
    });
  expect((await forget(editor, leaver.userId)).status).toBe(404);
  expect((await forget(leaver, leaver.userId)).status).toBe(200);
  await tell(leaver);
  expect((await forget(owner, leaver.userId)).status).toBe(200);
  await tell(leaver);
  await owner.mutate('members.remove', { workspaceId: owner.workspaceId, userId: leaver.userId });
  const { devices } = await seen(owner);
  expect(devices.some(({ userId }) => userId === leaver.userId)).toBe(false);
});

test('of many machines of one person those that were not seen for longest make room', async () => {
  const person = await registerPerson(house);
  for (let nth = 1; nth <= 22; nth += 1) {
    const device = { id: `machine-${nth}-of-22`, name: 'M', platform: 'linux', version: '1' };
    expect((await tell(person, { device } as Partial<ReportDevice>)).status).toBe(200);
  }
  const { devices } = await seen(person);
  expect(devices).toHaveLength(20);
  expect(devices.at(-1)?.id).toBe('machine-3-of-22');
});

test('what desktops shall have is kept, told and written down', async () => {
  const { workspaceId } = owner;
  const settings = async (person: TestPerson) =>
    (await person.query<LocalSettings>('devices.settings', { workspaceId })).data;
  const wanted = ({ offers }: LocalSettings) =>
    offers.filter(({ isWanted }) => isWanted).map(({ id }) => id);
  expect(wanted(await settings(editor))).toEqual([]);
  const want = (person: TestPerson, model: string, isWanted: boolean) =>
    person.mutate('devices.setWanted', { workspaceId, model, isWanted });
  await want(owner, 'qwen2.5-0.5b', true);
  await want(owner, 'qwen2.5-0.5b', true);
  expect(wanted(await settings(editor))).toEqual(['qwen2.5-0.5b']);
  await want(owner, 'qwen2.5-0.5b', false);
  expect(wanted(await settings(editor))).toEqual([]);
  expect((await want(owner, 'no-such-model', true)).status).toBe(404);
  expect((await want(editor, 'qwen2.5-0.5b', true)).status).toBe(403);
  const { data } = await owner.query<AuditPage>('audit.list', {
    workspaceId,
    action: 'model.set_wanted',
  });
  expect(data.items.map(({ before, after }) => [before, after])).toEqual([
    ['true', 'false'],
    ['true', 'true'],
    ['false', 'true'],
  ]);
});

test('a workspace that forbids local models has none: neither of machines nor of the server', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  await house.database.db.insert(modelCatalog).values({
    id: 'local-of-the-house',
    provider: 'local',
    upstreamModel: 'of-the-house',
    name: 'Of the house',
    kind: 'chat',
    tier: 'local',
    contextTokens: 4_096,
    maxOutputTokens: 1_024,
    abilities: { vision: false, tools: false, reasoning: false, json: false },
    isPublished: true,
  });
  const access = async () => {
    const { data } = await person.query<ModelList>('models.list', { workspaceId });
    return data.models.find(({ id }) => id === 'local-of-the-house')?.access;
  };
  const send = () =>
    postAs(house, person, {
      body: { ...newMessage(person, 'Hello'), modelId: 'local-of-the-house' },
    });
  const mine = async () => {
    const { data } = await person.query<Me>('auth.me');
    return data.workspaces.find(({ id }) => id === workspaceId)?.hasLocalModels;
  };
  expect([await access(), await mine()]).toEqual([{ isAllowed: true }, true]);
  await person.mutate('devices.setAllowed', { workspaceId, isAllowed: false });
  expect(await access()).toMatchObject({ isAllowed: false, reason: 'workspace' });
  expect(await mine()).toBe(false);
  const refused = await refusalOf(await send());
  expect([refused.status, refused.error.code]).toEqual([403, 'MODEL_DISABLED']);
  const told = await tell(person);
  expect([told.status, told.error?.code]).toEqual([403, 'MODEL_DISABLED']);
  await person.mutate('devices.setAllowed', { workspaceId, isAllowed: true });
  expect(await access()).toEqual({ isAllowed: true });
  expect((await tell(person)).status).toBe(200);
});
