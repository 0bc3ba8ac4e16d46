/** Tables that no policy walls off, and why that is right. Anything else must have its wall. */
export const unwalled: Record<string, string> = {
  'public.users': 'people are global: sign-in looks for an address before any workspace is known',
  'public.sessions': 'a session is found by the hash of its token before anybody is known',
  'public.user_avatars': "a person's own, who is global",
  'public.user_totp': 'asked for at sign-in, before any workspace is known; sealed',
  'public.recovery_codes': 'asked for at sign-in, before any workspace is known; hashes only',
  'public.user_identities': 'sign-in looks for an account elsewhere before anybody is known',
  'public.one_time_tokens': 'a link in a mail is found by the hash of its token; hashes only',
  'public.mail_outbox': 'mails go to people, also to those of no workspace; sealed',
  'public.rate_limits': 'counts tries by address and account; holds nothing of a workspace',
  'public.model_catalog': 'one catalogue for the installation, which operators keep',
  'public.model_prices': 'one price book for the installation, which operators only add to',
  'public.catalogue_version': 'a count of changes of the catalogue',
  'public.model_candidates': 'imported price lists, which operators judge',
  'public.markups': 'of plans and of the installation; those of a workspace stand behind its wall',
  'public.plan_overrides': 'plans are those of the installation',
  'public.model_fallbacks': 'which models stand in for which, which operators say',
  'public.provider_keys': 'one pool of keys for the installation, without their secrets',
  'public.provider_switches': 'which providers are on, for the installation',
  'public.provider_key_hours':
    'sums by provider key, of the installation; no workspace, no content',
  'vault.provider_secrets': 'sealed; the application has no right to it but by three functions',
  'public.system_config': 'settings of the installation; the application can only read them',
  'public.sale_events': 'what shops have told of sales, before any workspace is known; ids only',
  'public.stripe_events': 'what Stripe has told of, before any workspace is known; ids only',
  'public.promo_codes': 'codes of the installation, which operators give out',
  'public.heartbeats': 'signs of life of our own processes',
  'drizzle.__drizzle_migrations':
    'the migrator keeps it; the application has no right to its schema',
};

type Definer = {
  owner: 'geko_system' | 'geko_keeper' | 'geko_vault';
  callers: string[];
  why: string;
};

const reads = (why: string): Definer => ({ owner: 'geko_system', callers: ['geko_app'], why });
const keeps = (why: string, callers = ['geko_app']): Definer => ({
  owner: 'geko_keeper',
  callers,
  why,
});

const locks = (why: string): Definer => ({ owner: 'geko_vault', callers: ['geko_app'], why });

/** Functions that run as a role which sees every tenant, whose they are, who may call them, and why that is right. */
export const definers: Record<string, Definer> = {
  'system.expired_leases(integer)': reads(
    'the sweeper asks which turns of anybody lost their process; ids only',
  ),
  'system.find_api_key(text)': reads(
    'a program shows a key before any workspace is known; found by the hash of all of it',
  ),
  'system.find_licence(text,text)': reads(
    'a program shows a licence before any workspace is known; found by the hash of all of its key',
  ),
  'system.licence_of_sale(text,text)': reads('a shop tells of a sale by its own id; ids only'),
  'system.owing_workspaces()': reads('the monthly job asks who owes for calls; ids and zones only'),
  'system.invoices_to_send(timestamp with time zone,integer)': reads(
    'the job that brings invoices to Stripe asks which are due; ids only',
  ),
  'system.place_of_invoice(uuid,text,text)': reads('Stripe tells of an invoice by ids; ids only'),
  'system.list_invoices(text,timestamp with time zone,uuid,integer)': reads(
    "the operator's list of invoices, no content",
  ),
  'system.invoice_books(text)': reads('operators compare invoices with the ledger: sums only'),
  'system.credit_note_books(text)': reads(
    'operators compare credit notes with the ledger: sums only',
  ),
  'system.use_not_invoiced(text)': reads('operators see who owes what is on no invoice: sums only'),
  'system.payments_paid(timestamp with time zone,timestamp with time zone,uuid[])': reads(
    'operators compare payments with those at Stripe: ids and amounts only',
  ),
  'system.place_of_payment(uuid)': reads('Stripe tells of a payment by its own id; ids only'),
  'system.place_of_subscription(text,uuid)': reads(
    'Stripe tells of a subscription by its own id; ids only',
  ),
  'system.company_had_plan()': reads('a trial is once for a company; yes or no'),
  'system.subscriptions_to_look_at(timestamp with time zone,integer)': reads(
    'the worker asks whose grace or reminder falls due; ids only',
  ),
  'system.list_subscriptions(boolean,timestamp with time zone,uuid,integer)': reads(
    'operators see who subscribes to what',
  ),
  'system.subscription_figures(timestamp with time zone,timestamp with time zone)': reads(
    'operators see what subscriptions bring; sums only',
  ),
  'system.credit_sold(timestamp with time zone)': reads(
    'operators see how much credit was sold; sums only',
  ),
  'system.plan_invoice_books(timestamp with time zone,timestamp with time zone)': reads(
    "operators compare plans' invoices with the ledger: sums only",
  ),
  'system.money_backs_of(text[])': reads(
    'operators compare what went back with Stripe: ids and amounts only',
  ),
  'system.subscriptions_begun(text[])': reads(
    'operators compare with Stripe, which names subscriptions by its own ids; these only',
  ),
  'system.plans_paid(timestamp with time zone)': reads(
    'operators see what plans have brought; sums only',
  ),
  'system.subscriptions_to_ask(timestamp with time zone,integer)': reads(
    'the job that asks Stripe what it may not have told; ids only',
  ),
  'system.payments_to_ask(timestamp with time zone,integer)': reads(
    'the job that asks Stripe what it may not have told; ids only',
  ),
  'system.place_of_money(text)': reads(
    'Stripe tells of money that went back by its own id; ids only',
  ),
  'system.list_payments(timestamp with time zone,uuid,integer)': reads(
    "the operator's list of payments, no content",
  ),
  'system.top_ups_due(integer)': reads('the job that tops credit up; ids only'),
  'system.top_ups_stopped(text,timestamp with time zone)': reads(
    'a card was mended at Stripe, which knows its customer only; ids only',
  ),
  'system.card_uses()': reads("what charges the cards of the context's company; yes or no"),
  'system.sales_to_confirm(timestamp with time zone,integer)': reads(
    'the job that asks shops about their sales; their ids only',
  ),
  'system.owned_workspace(uuid)': reads(
    'whoever buys a licence gets it where they are owner; ids only',
  ),
  'system.list_licences(jsonb,timestamp with time zone,timestamp with time zone,uuid,integer)':
    reads("the operator's list of licences, no content"),
  'system.tenant_of(uuid)': reads("an operator's change of plan names a workspace only"),
  'system.overview(timestamp with time zone)': reads("the operator's counts and sums, no content"),
  'system.workspace_overview(timestamp with time zone,timestamp with time zone,uuid,integer)':
    reads("the operator's list of workspaces, no content"),
  'system.fair_use_passed(timestamp with time zone,integer)': reads(
    'the operator sees who goes on beyond their plan: news of limits, no content',
  ),
  'system.find_invitation(text)': reads(
    'whoever holds a token sees what it invites to, before they belong there',
  ),
  'system.share_workspace(uuid,uuid)': reads("colleagues see each other's pictures; yes or no"),
  'system.find_entries(jsonb)': reads(
    'programs at the door of their workspaces, by their keys or as who they are: what admission looks at',
  ),
  'system.workspace_names(uuid[])': reads('operators watch calls of workspaces: their names only'),
  'system.people_with_calls(timestamp with time zone)': reads(
    'operators see how many people call models: a count',
  ),
  'system.expired_lots(timestamp with time zone,integer)': reads(
    'the expiry job asks whose credit has run out; ids only',
  ),
  'system.unmailed_notices(integer)': reads('the mail job asks what is to be told; ids only'),
  'system.live_workspaces(uuid,integer)': reads(
    'news of the catalogue go to every workspace; ids and plans only',
  ),
  'system.workspace_markups()': reads("the operator's list of special prices, no content"),
  'system.month_of_calls(timestamp with time zone,timestamp with time zone,timestamp with time zone,uuid,integer)':
    reads("the operator's replay of a month: figures of calls, no content"),
  'system.workspaces_to_purge(integer)': reads('the purge job asks what is due; ids only'),
  'system.tenant_used(text,timestamp with time zone,timestamp with time zone)': reads(
    "a new limit on a company begins with what all of its workspaces used: a sum, of the context's company",
  ),
  'system.workspaces_of_company()': reads(
    "news of a company's limit go to each of its workspaces; ids of the context's company only",
  ),
  'system.tell_tenant_limits()': {
    owner: 'geko_system',
    callers: [],
    why: "a trigger's: every workspace of a company hears that one of its limits changed; ids only",
  },
  'system.chain_audit()': keeps(
    "a trigger's: it moves the heads of the audit chains, which nobody may write",
    [],
  ),
  'system.expire_audit(integer)': keeps('deletes audit lines older than the setting, no others'),
  'system.delete_ended_invitations()': keeps('deletes invitations that ended 30 days ago'),
  'system.delete_old_notices()': keeps('deletes notices that are older than 90 days'),
  'system.delete_old_idempotent_requests()': keeps(
    'deletes answers to requests with an Idempotency-Key that are older than 24 hours',
  ),
  'system.take_hold(text[],text[],text[],text[],timestamp with time zone[],timestamp with time zone[],text[],integer[],bigint[],bigint[],bigint[],bigint[],bigint[],bigint,bigint,bigint,timestamp with time zone,uuid,integer,integer,uuid,integer,uuid,text,integer,text,integer,integer)':
    keeps("holds on the limits and the wallet of the context's workspace"),
  'system.book_call(jsonb)': keeps("books a call of the context's workspace, whose hold is there"),
  'system.book_calls(jsonb)': keeps(
    "those two's: books calls, each in the workspace that it names, whose hold is there",
    [],
  ),
  'system.settle_calls(jsonb)': keeps(
    'books calls that ended at once, each in the workspace that it names, whose hold is there',
  ),
  'system.take_blocks(jsonb)': keeps(
    'takes holds ahead on the limits and the wallets of the workspaces that are named',
  ),
  'system.return_blanks(jsonb)': keeps(
    'gives back holds that were taken ahead and no call has used',
  ),
  'system.renew_leases(jsonb)': keeps('prolongs the leases of holds that are there'),
  'system.recall_blanks(jsonb)': keeps(
    'tells the servers to give back what they hold ahead of a company, and counts it',
  ),
  'system.count_blanks()': keeps("counts what is held ahead of the context's company"),
  'system.release_hold(uuid)': keeps(
    "gives back a hold of the context's workspace, which takes another in its place",
  ),
  'system.sum_key_hours(timestamp with time zone)': keeps(
    'sums receipts by provider key and hour: figures only',
  ),
  'vault.keep_secret(uuid,text)': locks('lays a sealed secret into the vault'),
  'vault.wipe_secret(uuid)': locks('takes a secret out of the vault'),
  'vault.read_secrets()': locks('the server opens them with a key that the database does not have'),
  'system.purge_workspace(uuid)': keeps(
    'empties a workspace that was deleted 30 days ago, no other',
  ),
};

/** The tables that geko_keeper sees whole, so that its functions can do what no login may. */
export const keptTables = [
  'api_keys',
  'audit_heads',
  'audit_logs',
  'conversations',
  'credit_lots',
  'holds',
  'idempotent_requests',
  'invitations',
  'ledger_balances',
  'ledger_journals',
  'licence_devices',
  'licences',
  'limit_requests',
  'limits',
  'messages',
  'notice_reads',
  'notices',
  'quotas',
  'role_permissions',
  'tenant_limits',
  'tenant_quotas',
  'token_usage',
  'turn_parts',
  'turns',
  'usage_daily',
  'workspace_icons',
  'workspace_members',
  'workspace_models',
  'workspace_roles',
  'workspace_wanted_models',
  'workspaces',
];
