import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { licenceSigner, readOfflineToken } from '@geko/auth/licence-token';
import type { ValidLicence } from '@geko/contracts/licences';
import {
  activateLicence,
  callByLicence,
  codeOf,
  issueLicence,
  licencesOf,
  postLicence,
  refusalOf,
} from './testing/licence-calls.ts';
import { registerOperator } from './testing/operator.ts';
import { callRest } from './testing/rest-calls.ts';
import { openTestHouse, TEST_ORIGIN, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let operator: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
});
afterAll(() => house.close());

const issue = (owner: TestPerson) => issueLicence(house, owner, { operator, tier: 'pro' });
const call = (key: string, from?: Parameters<typeof callByLicence>[2]) =>
  callByLicence(house, key, from);
const activate = (key: string, deviceId: string, deviceName?: string) =>
  activateLicence(house, key, { deviceId, ...(deviceName && { deviceName }) });

describe('seats', () => {
  test('a call needs a device that holds a seat; releasing it acts on the next one', async () => {
    const owner = await registerPerson(house);
    const { id, key } = await issue(owner);
    const without = await call(key);
    expect([without.status, refusalOf(without).geko.code]).toEqual([403, 'LICENCE_DEVICE']);
    expect((await call(key, { device: 'device-1' })).status).toBe(403);
    expect((await activate(key, 'device-1', 'Ada’s laptop')).status).toBe(200);
    expect((await call(key, { device: 'device-1' })).status).toBe(200);
    const [licence] = await licencesOf(owner);
    expect(licence?.devices).toMatchObject([{ id: 'device-1', name: 'Ada’s laptop' }]);
    const { workspaceId } = owner;
    const release = () =>
      owner.mutate('licences.releaseDevice', { workspaceId, id, device: 'device-1' });
    expect(await release()).toMatchObject({ status: 200 });
    expect((await call(key, { device: 'device-1' })).status).toBe(403);
    expect(await release()).toMatchObject({ status: 404 });
  });

  test('of ten devices at once exactly as many get one as there are, and the others are told which hold them', async () => {
    const owner = await registerPerson(house);
    const { key } = await issue(owner);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => activate(key, `device-${n}`, `Laptop ${n}`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    const refused = answers.filter(({ status }) => status !== 200);
    for (const answer of refused) {
      expect([answer.status, codeOf(answer)]).toEqual([403, 'LICENCE_SEATS']);
      expect(answer.text).toMatch(/All 3 seats of this licence are taken: “Laptop \d”/u);
    }
    const [licence] = await licencesOf(owner);
    expect(licence?.devices).toHaveLength(3);
    // One that has a seat keeps it; one that gives it up makes room.
    const [seated] = licence?.devices ?? [];
    expect((await activate(key, seated?.id ?? '', 'Renamed')).status).toBe(200);
    expect(await postLicence(house, 'deactivate', { key, deviceId: seated?.id })).toMatchObject({
      status: 200,
    });
    expect(await postLicence(house, 'deactivate', { key, deviceId: seated?.id })).toMatchObject({
      status: 200,
    });
    expect((await activate(key, 'device-new')).status).toBe(200);
    expect((await activate(key, 'device-more')).status).toBe(403);
  });
});

describe('validation', () => {
  test('tells what is left, and gives a seated device a token that it can check by itself', async () => {
    const owner = await registerPerson(house);
    const { id, key } = await issue(owner);
    const before = (await postLicence(house, 'validate', { key, deviceId: 'device-1' }))
      .body as ValidLicence;
    expect(before).toMatchObject({ seats: 3, seatsTaken: 0, device: null, offlineToken: null });
    const { body } = await activate(key, 'device-1');
    const { offlineToken, ...valid } = body as ValidLicence;
    expect(valid).toMatchObject({ id, tier: 'pro', seatsTaken: 1, device: { id: 'device-1' } });
    const signer = licenceSigner(house.server.secrets.licenceSigningSeed, TEST_ORIGIN);
    const now = new Date();
    const read = await readOfflineToken(signer, offlineToken ?? '', { deviceId: 'device-1', now });
    expect(read).toMatchObject({
      claims: { sub: id, tier: 'pro', device: 'device-1' },
      isInGrace: false,
    });
    expect(
      await readOfflineToken(signer, offlineToken ?? '', { deviceId: 'device-2', now }),
    ).toBeNull();
    const served = await callRest(house, '/licence/keys');
    expect(served.body).toMatchObject({ keys: [{ kid: signer.keyId, crv: 'Ed25519' }] });
  });

  test.each([
    ['no key', { deviceId: 'device-1' }, 'key'],
    ['a device without a name that can be kept', { key: 'GEKO', deviceId: 'é' }, 'deviceId'],
    ['what it does not know', { key: 'GEKO', seats: 5 }, ''],
  ])('%s is refused by its field', async (_, input, field) => {
    const answer = await postLicence(house, 'validate', input);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BAD_REQUEST' } } });
    if (field !== '') expect(answer.body).toMatchObject({ error: { field } });
  });
});
