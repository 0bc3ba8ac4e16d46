import { ApiLogin, ApiRegistration, ApiSession } from '@geko/contracts/api-session';
import { Done, Me } from '@geko/contracts/auth';
import { ApiModel, ApiModelList, ChatCompletion } from '@geko/contracts/chat-completions';
import { Invoice, InvoiceDetails, InvoicePage } from '@geko/contracts/invoices';
import { LimitTrace, Remedy } from '@geko/contracts/errors';
import { ValidLicence } from '@geko/contracts/licences';
import { Balance, Invoked, OwnUsage, ProviderList, ProviderTested } from '@geko/contracts/llm';
import {
  Invitation,
  InvitationList,
  InviteByEmailResult,
  Member,
  MemberPage,
  MemberPermissions,
  NewInvitation,
} from '@geko/contracts/members';
import { Model, ModelList, ModelPrice } from '@geko/contracts/models';
import { Permission } from '@geko/contracts/permissions';
import { Role, RoleList } from '@geko/contracts/roles';
import { ListedReceipt, Quota, ReceiptPage, UsageReport, UsageTotals } from '@geko/contracts/usage';
import { RemovedWorkspace, Workspace, WorkspaceList } from '@geko/contracts/workspace';

/** What answers are made of, by the names that readers of the documentation know it by; what is not here stands in its place. */
export const namedOutputs = {
  ApiLogin,
  ApiModel,
  ApiModelList,
  ApiRegistration,
  ApiSession,
  Balance,
  ChatCompletion,
  Done,
  Invitation,
  InvitationList,
  InviteByEmailResult,
  Invoice,
  InvoiceDetails,
  InvoicePage,
  Invoked,
  LimitTrace,
  ListedReceipt,
  Me,
  Member,
  MemberPage,
  MemberPermissions,
  Model,
  ModelList,
  ModelPrice,
  NewInvitation,
  OwnUsage,
  Permission,
  ProviderList,
  ProviderTested,
  Quota,
  ReceiptPage,
  Remedy,
  RemovedWorkspace,
  Role,
  RoleList,
  UsageReport,
  UsageTotals,
  ValidLicence,
  Workspace,
  WorkspaceList,
};
