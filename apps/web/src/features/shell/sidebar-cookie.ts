/** Whether the sidebar is collapsed; a cookie, so that the server draws the page right at once. */
export const SIDEBAR_COOKIE = 'geko_sidebar';

/** Keeps the choice for a year, in the browser. */
export function rememberSidebar(isCollapsed: boolean): void {
  document.cookie = `${SIDEBAR_COOKIE}=${isCollapsed ? 'collapsed' : 'open'}; path=/; max-age=31536000; samesite=lax`;
}
