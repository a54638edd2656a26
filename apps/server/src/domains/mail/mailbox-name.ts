/** A mailbox as people see it: without its password. */
export function nameOf(url: string): string {
  const { username, host, pathname } = new URL(url);
  return `${decodeURIComponent(username)}@${host}${pathname === '' || pathname === '/' ? '/INBOX' : decodeURIComponent(pathname)}`;
}
