import { join } from 'node:path';
import { startEmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import type { House } from '@geko/house/start-house';
import pg from 'pg';

/** Opens the house's embedded database as its superuser, for whom the walls between tenants do not stand. */
async function asSuperuser<Result>(
  house: House,
  use: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const server = await startEmbeddedPostgres({ dataDir: join(house.dataDir, 'postgres') });
  const url = new URL(server.adminUrl);
  url.pathname = new URL(server.ownerUrl).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Gives the owner of a workspace so many conversations, each last used an hour before the one above. */
export async function addConversations(
  house: House,
  { workspaceId, count }: { workspaceId: string; count: number },
): Promise<void> {
  await asSuperuser(house, (client) =>
    client.query(
      `insert into conversations (tenant_id, workspace_id, id, user_id, title, model_id, created_at, updated_at)
       select m.tenant_id, m.workspace_id, gen_random_uuid(), m.user_id, 'Conversation ' || i || ' about the plan of a house',
         'gpt-4o-mini', now() - i * interval '1 hour', now() - i * interval '1 hour'
       from workspace_members m, generate_series(1, $2::int) i where m.workspace_id = $1`,
      [workspaceId, count],
    ),
  );
}

/**
 * Makes a conversation of one question and answer long: copies of its messages, with the turn and the receipt of each
 * answer, until there are `messages` of them.
 */
export async function lengthenConversation(
  house: House,
  { conversationId, messages }: { conversationId: string; messages: number },
): Promise<void> {
  await asSuperuser(house, async (client) => {
    await client.query('begin');
    await client.query(
      `create temp table copies on commit drop as
       select i, gen_random_uuid() question, gen_random_uuid() answer from generate_series(1, $1::int) i`,
      [messages / 2 - 1],
    );
    await copyRows(client, 'turns', {
      values: { id: 'question', user_message_id: 'question', assistant_message_id: 'answer' },
      conversationId,
    });
    await copyRows(client, 'token_usage', {
      values: { id: 'question' },
      conversationId,
    });
    await copyRows(client, 'messages', {
      values: {
        id: `case role when 'user' then question else answer end`,
        turn_id: `case role when 'user' then null else question end`,
        position: 'position + 2 * i',
      },
      conversationId,
    });
    await client.query('commit');
  });
}

/** Copies a conversation's rows of a table once for each row of `copies`, with other values in some columns. */
async function copyRows(
  client: pg.Client,
  table: string,
  facts: { values: Record<string, string>; conversationId: string },
): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = 'public' and table_name = $1 order by ordinal_position`,
    [table],
  );
  const names = rows.map(({ name }) => name);
  const values = names.map((name) => facts.values[name] ?? name);
  await client.query(
    `insert into ${table} (${names.join(', ')})
     select ${values.join(', ')} from ${table}, copies where conversation_id = $1`,
    [facts.conversationId],
  );
}
