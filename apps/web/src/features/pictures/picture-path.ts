/** Where the picture of a person is; null = they have none. */
export function avatarPath(userId: string, avatarId: string | null): string | null {
  return avatarId === null ? null : `/api/avatars/${userId}?v=${avatarId}`;
}

/** Where the picture of a workspace is; null = it has none. */
export function iconPath(workspaceId: string, iconId: string | null): string | null {
  return iconId === null ? null : `/api/icons/${workspaceId}?v=${iconId}`;
}
