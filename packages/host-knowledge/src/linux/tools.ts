import { toolsBy, type Tools } from "../tools.ts";

/** Tools of Linux, by what an intruder gets from them. */
export const LINUX_TOOLS: Tools = toolsBy({
  discovery:
    "id whoami uname hostname hostnamectl ifconfig ip netstat ss arp route ps pstree lsof last lastlog w who users " +
    "getent dmidecode lscpu lsblk lsmod findmnt nmap masscan showmount smbclient rpcclient ldapsearch dig nslookup host " +
    "traceroute ping locate printenv sestatus getcap linpeas.sh systemd-detect-virt",
  execution:
    "python python2 python3 perl ruby php lua tclsh expect awk gawk gdb script nohup setsid base64 xxd openssl gcc cc make " +
    "as ld docker kubectl nsenter unshare chroot busybox ansible socat xterm",
  persistence:
    "crontab at batch systemctl update-rc.d chkconfig useradd adduser usermod groupadd gpasswd passwd chpasswd ssh-keygen " +
    "ssh-copy-id insmod modprobe kmod visudo ldconfig loginctl",
  transfer:
    "curl wget scp sftp rsync nc ncat netcat nc.openbsd nc.traditional socat ftp tftp lftp ssh sshpass rclone aria2c " +
    "telnet axel",
  credentials:
    "gcore strace ltrace tcpdump tshark unshadow john hashcat hydra sshpass mimipenguin gdb sudo su pkexec secret-tool",
  evasion:
    "iptables ip6tables nft ufw firewall-cmd setenforce auditctl chattr shred pkill killall kill setcap journalctl " +
    "history unset ltrace setfacl service apparmor_parser swapoff truncate",
});
