import type { AccountKind } from "../account.ts";

/** Accounts that distributions make for services; others are known by their uid. */
const SERVICES: ReadonlySet<string> = new Set(
  (
    "daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody _apt systemd-network " +
    "systemd-resolve systemd-timesync systemd-bus-proxy syslog messagebus uuidd lxd sshd pollinate dnsmasq landscape " +
    "tss tcpdump apache nginx httpd mysql mariadb postgres redis mongodb rabbitmq elasticsearch memcache ftp ntp chrony " +
    "dbus polkitd rpc rpcuser nfsnobody postfix dovecot bind named squid tomcat jenkins git svn nagios zabbix prometheus " +
    "grafana docker adm halt shutdown operator abrt avahi colord gdm geoclue rtkit saned sssd unbound pulse usbmux " +
    "whoopsie kernoops hplip speech-dispatcher cups-pk-helper gnome-initial-setup omsagent omi waagent"
  ).split(" "),
);

/** First uid that distributions give to people. */
const FIRST_PERSON = 1000;
/** The uid of nobody, and −1 as an unsigned number, which audit writes where nobody has logged on. */
const NOBODY = 65_534;
const UNSET = 4_294_967_295;

/** What kind of account it is, from name (or the uid written in its place) and uid, of which any may be missing. */
export function linuxAccount(name: string, _domain: string, id: string): AccountKind {
  const written = name.trim();
  const uid = /^[0-9]+$/.test(id.trim()) ? Number(id) : /^[0-9]+$/.test(written) ? Number(written) : undefined;
  if (written === "root" || uid === 0) return "administrator";
  if (SERVICES.has(written) || /^(?:systemd-|_)/.test(written)) return "service";
  if (uid === undefined) return written === "" || written === "-" || written === "(unset)" ? "" : "human";
  if (uid === UNSET) return "";
  return uid < FIRST_PERSON || uid === NOBODY ? "service" : "human";
}
