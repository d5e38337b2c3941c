/** Programs of the base system and its services, whose names intruders borrow. */
export const LINUX_PROGRAMS: ReadonlySet<string> = new Set(
  (
    "CRON agetty apt apt-get atd auditd awk base64 bash bpfilter busybox cat chmod chown chronyd containerd cp cron crond " +
    "crontab cupsd curl cut dash date dbus-daemon dd df dhclient dmesg dnf dnsmasq dockerd dpkg du echo env find " +
    "gdm getty gpg-agent grep gzip haveged head hostname id ifconfig init insmod ip iptables irqbalance java journalctl " +
    "kill kmod ksmtuned less ln login logger logrotate lsof ls lsmod lvmetad mkdir mktemp modprobe mount mv mysqld " +
    "netstat networkd-dispatcher nginx nice nohup ntpd passwd perl pgrep pidof ping pkexec pkill polkitd postgres ps " +
    "pwd python python3 rm rngd rpm rpcbind rsync rsyslogd run-parts scp sed service setsid sftp-server sh sleep snapd " +
    "sort ss ssh ssh-agent sshd stat stty su sudo sync sysctl syslog-ng systemctl systemd systemd-journald " +
    "systemd-logind systemd-networkd systemd-resolved systemd-timesyncd systemd-udevd tail tar tee test thermald timeout " +
    "top touch tr udevadm udevd umount uname unattended-upgrade uniq upowerd uptime useradd usermod vi vim vmtoolsd " +
    "wc wget whoami xargs yum zcat"
  ).split(" "),
);

/** Threads of the kernel: they have no file, so a file of such a name pretends. */
export const KERNEL_THREADS: ReadonlySet<string> = new Set(
  (
    "kworker kthreadd ksoftirqd kswapd0 kswapd migration rcu_sched rcu_bh rcu_gp khugepaged kauditd kdevtmpfs watchdogd " +
    "khungtaskd kcompactd0 kblockd kthrotld jbd2 scsi_eh_0 kintegrityd kdmflush"
  ).split(" "),
);

export const LINUX_INTERPRETERS: ReadonlySet<string> = new Set(
  (
    "sh bash dash zsh ksh csh tcsh fish ash busybox python python2 python3 perl ruby php php-cgi php-fpm node nodejs lua " +
    "java tclsh expect awk gawk mawk env xargs nohup setsid script timeout watch find make"
  ).split(" "),
);

/** Services that answer strangers, and programs that open documents and pages: they start shells rarely. */
export const LINUX_DOCUMENT_PROGRAMS: ReadonlySet<string> = new Set(
  (
    "apache2 httpd nginx lighttpd php-fpm php-cgi java node mysqld mariadbd postgres redis-server mongod memcached " +
    "vsftpd proftpd smbd named exim4 postfix dovecot tomcat soffice.bin libreoffice evince firefox chrome chromium " +
    "thunderbird"
  ).split(" "),
);
