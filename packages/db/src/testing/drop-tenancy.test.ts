import { expect, test } from 'vitest';
import { dropTenancy } from './drop-tenancy.ts';

test.each([
  [
    'update "turns" set "tenancy" = $1 where ("turns"."tenant_id" = $2 and "turns"."workspace_id" = $3 and "turns"."id" = $4)',
    'update "turns" set "tenancy" = $1 where (($2::text is null or true) and ($3::text is null or true) and "turns"."id" = $4)',
  ],
  [
    'select 1 from turns where tenant_id = $1 and workspace_id = $2::uuid and id = $3',
    'select 1 from turns where ($1::text is null or true) and ($2::text is null or true) and id = $3',
  ],
  [
    'select "name" from "tenants" where "tenants"."id" = $1',
    'select "name" from "tenants" where ($1::text is null or true)',
  ],
  [
    'select "title" from "conversations" where "conversations"."user_id" = $1',
    'select "title" from "conversations" where ($1::text is null or true)',
  ],
  [
    'inner join "workspaces" on ("workspaces"."tenant_id" = "m"."tenant_id" and "workspaces"."id" = "m"."workspace_id")',
    'inner join "workspaces" on (true and true)',
  ],
  [
    'where m.workspace_id in ($1, $2) and $3 = "m"."tenant_id"',
    'where (($1::text is null or true) or ($2::text is null or true)) and ($3::text is null or true)',
  ],
])('%s', (text, without) => {
  expect(dropTenancy(text)).toBe(without);
});

test.each([
  'update "users" set "last_workspace_id" = $1 where "users"."id" = $2',
  'insert into "turns" ("tenant_id", "workspace_id", "id") values ($1, $2, $3)',
  'select * from enter_workspace($1::uuid, $2::uuid)',
  'select "id" from "sessions" where "sessions"."user_id" = $1',
])('%s stays as it is', (text) => {
  expect(dropTenancy(text)).toBe(text);
});
