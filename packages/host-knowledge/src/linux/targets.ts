import type { Target } from "../targets.ts";

export const LINUX_TARGETS: readonly Target[] = [
  { name: "password file", weight: 2, pattern: "/etc/(?:g?shadow|security/opasswd)|/etc/master\\.passwd" },
  {
    name: "list of accounts",
    weight: 1,
    pattern: "/etc/(?:passwd|group)(?:[ \"';|]|$)|getent +(?:passwd|shadow|group)",
  },
  {
    name: "keys",
    weight: 2,
    pattern:
      "authorized_keys|id_(?:rsa|dsa|ecdsa|ed<number>)|\\.ssh/|\\.gnupg|\\.aws/|\\.kube/|\\.docker/config|serviceaccount/token",
  },
  {
    name: "connection of a shell",
    weight: 2,
    pattern:
      "/dev/(?:tcp|udp)/|(?:ba|da|z|k)?sh +-i(?: |$)|mkfifo|(?:nc|ncat|netcat)[^|;&]{0,80} -[a-z]{0,4}[ec](?: |$)|socat[^|;&]{0,120}exec|pty\\.spawn|socket\\.socket|fsockopen|tcpsocket",
  },
  {
    name: "download into a shell",
    weight: 2,
    pattern:
      "(?:curl|wget|fetch)[^|;&]{0,400}\\| *(?:sudo +)?(?:env +)?(?:(?:ba|da|z|k)?sh|python|perl|php|ruby)|(?:ba|da|z|k)?sh +<<?\\( *(?:curl|wget)|(?:sh|eval|source)[^|;&]{0,40}(?:\\$\\(|`) *(?:curl|wget)",
  },
  {
    name: "decoded content",
    weight: 2,
    pattern:
      "base<number> +(?:-d|-di|--decode)|base<number>[^|;&]{0,20}\\| *(?:ba|da)?sh|xxd +-r|openssl +(?:enc|base<number>)[^|;&]{0,40} -d|b<number>decode|gzinflate|echo +-[a-z]{0,2}e[^|;&]{0,20}\\\\x",
  },
  {
    name: "library loaded into others",
    weight: 2,
    pattern: "ld_preload|ld\\.so\\.preload|ld_library_path=/(?:tmp|dev|var/tmp)",
  },
  {
    name: "start of its own accord",
    weight: 1,
    pattern:
      "/etc/(?:cron|rc\\.local|init\\.d|profile|systemd|bash|xdg/autostart|update-motd|ld\\.so)|/var/spool/cron|crontab|systemctl +(?:enable|daemon-reload|link)|\\.(?:bashrc|bash_profile|profile|zshrc)|update-rc\\.d|chkconfig|/lib/systemd/system/",
  },
  {
    name: "rights raised",
    weight: 2,
    pattern:
      "/etc/sudoers|nopasswd|chmod +(?:-[a-z]+ +)?(?:[ugoa]*\\+[rwx]*s|[ugoa]+=[rwx]*s)|setcap|cap_setuid|pkexec|visudo|os\\.setuid",
  },
  {
    name: "accounts changed",
    weight: 1,
    pattern: "(?:^|[ ;|&\"'(]|bin/)(?:useradd|adduser|usermod|userdel|groupadd|gpasswd|chpasswd|passwd)(?: |$)",
  },
  {
    name: "traces removed",
    weight: 2,
    pattern:
      "history +-[cw]|histfile|histsize|histcontrol|bash_history|unset +hist|(?:rm|shred|truncate|unlink|tee|>|/dev/null)[^|;&]{0,60}(?:/var/log/|lastlog|[uwb]tmp)|shred |auditctl +-[de]|setenforce +<number>|journalctl +--(?:vacuum|rotate)|rsyslog[^|;&]{0,20}stop|touch +-[a-z]*[rt] ",
  },
  {
    name: "protection switched off",
    weight: 2,
    pattern:
      "iptables +(?:-f|--flush)|ufw +disable|apparmor[^|;&]{0,20}(?:stop|disable|teardown)|selinux=disabled|systemctl +(?:stop|disable|mask) +(?:auditd|firewalld|ufw|apparmor|rsyslog|iptables|falco)|nf_conntrack_max|nmi_watchdog",
  },
  { name: "kernel module", weight: 1, pattern: "insmod|modprobe|rmmod|\\.ko(?: |$)|/lib/modules/" },
  {
    name: "memory of others",
    weight: 2,
    pattern: "/proc/(?:<number>|self|\\$[a-z_]+)/(?:mem|maps|environ|fd|exe)|gcore|ptrace|/dev/k?mem|/proc/kcore",
  },
  {
    name: "file from where anything may lie",
    weight: 1,
    pattern: "(?:^|[ \"'=:])(?:/tmp|/var/tmp|/dev/shm|/run/shm|/run/user/[^/]+)/[^ ]",
  },
  {
    name: "made to run",
    weight: 1,
    pattern:
      "chmod +(?:-[a-z]+ +)?(?:[ugoa]*\\+[rws]*x|[ugoa]*=[rws]*x|<number>)[^|;&]{0,40}(?:/tmp|/dev/shm|/var/tmp|\\./)|chattr +[+-]i",
  },
  {
    name: "container left",
    weight: 2,
    pattern: "nsenter|--privileged|docker\\.sock|release_agent|notify_on_release|-v +/:/|--pid[= ]host|unshare ",
  },
  {
    name: "mining",
    weight: 2,
    pattern: "stratum\\+|xmrig|minerd|cpuminer|--donate-level|cryptonight|randomx|--coin[= ]|nicehash|minexmr",
  },
  {
    name: "programs with raised rights searched",
    weight: 2,
    pattern: "find[^|;&]{0,80}-perm|getcap +-r|sudo +-l(?: |$)",
  },
  {
    name: "host described",
    weight: 1,
    pattern:
      "/etc/(?:issue|os-release|lsb-release|\\*-release|resolv\\.conf|hosts|fstab|exports)|/proc/(?:version|cpuinfo|mounts|net/)|/sys/class/(?:dmi|net)|metadata/(?:v<number>|instance|computemetadata)|<number>\\.<number>\\.<number>\\.<number>/latest/meta",
  },
];
