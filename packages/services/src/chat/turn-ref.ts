/** Where a turn lives. */
export type TurnRef = { tenantId: string; workspaceId: string; turnId: string };
