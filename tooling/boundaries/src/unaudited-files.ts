/**
 * Files of packages/services/src that write and leave no audit line, and why that is right. A file that is part of verbs
 * which write the line themselves says so; that they do is proven by packages/api/src/audited-calls.db.test.ts.
 */
export const unauditedFiles: Readonly<Record<string, string>> = {
  'account/write-recovery-codes.ts': 'a part of the verbs that renew them',
  'audit/write-audit.ts': 'it is the line',
  'auth/one-time-token.ts': 'a link that was asked for changes nothing until it is used',
  'auth/request-reset.ts': 'a link that was asked for changes nothing until it is used',
  'auth/sign-in-by-identity.ts': 'the person is in no workspace yet; linking writes its line',
  'auth/take-factor-code.ts': 'a code is good once; the sign-in that it serves writes its line',
  'chat/admit.ts': 'holds are books of their own',
  'chat/conversations.ts': 'a part of the verbs that rename, remove and restore',
  'chat/finish-turn.ts': 'messages are content and have rows of their own; so have receipts',
  'chat/lease.ts': 'holds are books of their own',
  'chat/parts-log.ts': 'messages are content and have rows of their own',
  'chat/start-turn.ts': 'messages are content and have rows of their own',
  'chat/stop-turns.ts': 'stopping an answer is part of reading it',
  'invitations/accept-as-new.ts': 'the person is in no workspace yet; joining writes its line',
  'mail/purge-mails.ts': 'mails on their way, and what became of them',
  'mail/queue-mail.ts': 'mails on their way, and what became of them',
  'mail/send-mails.ts': 'mails on their way, and what became of them',
  'members/set-role.ts': 'a part of the verbs that give roles',
  'notices/insert-notice.ts': 'news of what others record',
  'notices/read-notices.ts': 'what somebody has read is a convenience of theirs',
  'notices/send-notices.ts': 'mails on their way, and what became of them',
  'roles/write-role.ts': 'a part of the verbs that make and change roles',
  'wallet/add-lot.ts': "the ledger is its own record; an operator's grant writes its line",
  'wallet/expire-lots-where.ts': 'the ledger is its own record',
  'wallet/reset-subscription-credit.ts': 'the ledger is its own record',
  'workspace/open-workspace.ts': 'a part of the verbs that make workspaces',
  'workspace/switch-workspace.ts': 'which workspace to open next is a convenience of the person',
};
