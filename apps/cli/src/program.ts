import { Command, Option } from 'commander';
import { settingDocs } from '@geko/config/setting-docs';
import { PlatformRole } from '@geko/contracts/permissions';
import { readEnv, readStripe } from './env.ts';

/** Where a command's words go, and how it says that it found something wrong. */
export type Terminal = { say: (text: string) => void; fail: () => void };

const ownSettings = ['DATABASE_URL', 'GEKO_DATA_DIR', 'STRIPE_SECRET_KEY', 'STRIPE_BASE_URL'];

/** The settings that this program looks at, aligned; the others are for `npm start`. */
function describeSettings(): string {
  return settingDocs
    .filter(({ name }) => ownSettings.includes(name))
    .map(
      ({ name, purpose, fallback }) =>
        `  ${name.padEnd(17)} ${purpose}\n${' '.repeat(20)}without it: ${fallback}`,
    )
    .join('\n');
}

/** The operator's command line. */
export function createProgram({ say, fail }: Terminal): Command {
  const program = new Command('geko')
    .usage('<command> [options]        (npm run geko -- <command>)')
    .description("The operator's command line of Geko.")
    .addHelpText('after', `\nSettings, from the environment:\n${describeSettings()}`)
    .showHelpAfterError('(--help tells how)');

  program
    .command('db')
    .description('the database')
    .command('migrate')
    .description('bring the database to the newest schema; safe to repeat, and while Geko runs')
    .action(async () => {
      // Commands are loaded when they are asked for: what they work with is most of what this program weighs.
      const { dbMigrate } = await import('./commands/db-migrate.ts');
      say(await dbMigrate(readEnv()));
    });

  program
    .command('user')
    .description('people')
    .command('promote')
    .description('give a person a role in the whole installation')
    .argument('<email>', 'whom')
    .addOption(
      new Option('--role <role>', 'which role; user takes the others away')
        .choices(PlatformRole.options)
        .default('operator'),
    )
    .action(async (email: string, { role }: { role: PlatformRole }) => {
      const { userPromote } = await import('./commands/user-promote.ts');
      say(await userPromote(readEnv(), { email, role }));
    });

  const ledger = program.command('ledger').description('the books');
  ledger
    .command('verify')
    .description('recompute every receipt and balance; exits with 1 when one does not agree')
    .option('--workspace <id>', 'only this workspace')
    .action(async ({ workspace }: { workspace?: string }) => {
      const { ledgerVerify } = await import('./commands/ledger-verify.ts');
      const { text, isSound } = await ledgerVerify(readEnv(), { workspaceId: workspace ?? null });
      say(text);
      if (!isSound) fail();
    });
  ledger
    .command('rebuild')
    .description(
      'compute balances, lots, counters and daily sums anew from the books; safe to repeat, and while Geko runs',
    )
    .option('--workspace <id>', 'only this workspace, and the others of its company')
    .action(async ({ workspace }: { workspace?: string }) => {
      const { ledgerRebuild } = await import('./commands/ledger-rebuild.ts');
      say(await ledgerRebuild(readEnv(), { workspaceId: workspace ?? null }));
    });

  program
    .command('audit')
    .description('the record of what was done')
    .command('verify')
    .description(
      'recompute every audit chain; exits with 1 when a line is missing, added or changed',
    )
    .option('--tenant <id>', 'only this tenant')
    .option(
      '--anchor <tenant:line:hash...>',
      'a place that an earlier run printed, which the chain must still run through',
    )
    .option('--anchors <file>', 'the same, from a file that an earlier run was written to')
    .action(async (options: { tenant?: string; anchor?: string[]; anchors?: string }) => {
      const { auditVerify } = await import('./commands/audit-verify.ts');
      const { text, isSound } = await auditVerify(readEnv(), {
        tenantId: options.tenant ?? null,
        anchors: options.anchor ?? [],
        anchorsFile: options.anchors ?? null,
      });
      say(text);
      if (!isSound) fail();
    });

  program
    .command('keys')
    .description('the keys of providers')
    .command('reseal')
    .description('seal their secrets anew with the first of GEKO_SEALING_KEYS')
    .action(async () => {
      const { keysReseal } = await import('./commands/keys-reseal.ts');
      say(await keysReseal(readEnv()));
    });

  const prices = program.command('prices').description('what models cost');
  prices
    .command('import')
    .description('read a price list (models.dev, or Geko’s own); what is new waits to be published')
    .argument('<file>', 'the list')
    .action(async (file: string) => {
      const { pricesImport } = await import('./commands/prices.ts');
      say(await pricesImport(readEnv(), { file }));
    });
  prices
    .command('list')
    .description('what imported price lists brought that waits to be published')
    .action(async () => {
      const { pricesList } = await import('./commands/prices.ts');
      say(await pricesList(readEnv()));
    });

  program
    .command('billing')
    .description('invoices and payments')
    .command('reconcile')
    .description(
      'compare Stripe, invoices and ledger, of a month; exits with 1 when something does not agree',
    )
    .option('--month <month>', 'whose use, such as 2026-10; the last one that has ended without')
    .action(async ({ month }: { month?: string }) => {
      const { billingReconcile } = await import('./commands/billing-reconcile.ts');
      const { text, isSound } = await billingReconcile(readEnv(), readStripe(), {
        month: month ?? null,
      });
      say(text);
      if (!isSound) fail();
    });

  program
    .command('stripe')
    .description('payments')
    .command('sync')
    .description(
      'create or update what Geko sells at Stripe: plans and credit packs; safe to repeat',
    )
    .action(async () => {
      const { stripeSync } = await import('./commands/stripe-sync.ts');
      say(await stripeSync(readEnv(), readStripe()));
    });

  // The first help page names every command in full; set last, so that the areas keep their own.
  program.configureHelp({
    visibleCommands: (shown) => shown.commands.flatMap((area) => area.commands),
    subcommandTerm: (command) => `${command.parent?.name() ?? ''} ${command.name()}`,
  });
  return program;
}
