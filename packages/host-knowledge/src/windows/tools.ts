import { toolsBy, type Tools } from "../tools.ts";

/** Tools of Windows, and some that are commonly brought along, by what an intruder gets from them. */
export const WINDOWS_TOOLS: Tools = toolsBy({
  discovery:
    "whoami.exe net.exe net1.exe nltest.exe ipconfig.exe systeminfo.exe tasklist.exe quser.exe qwinsta.exe query.exe " +
    "qprocess.exe nbtstat.exe netstat.exe arp.exe route.exe nslookup.exe hostname.exe dsquery.exe dsget.exe adfind.exe " +
    "wmic.exe driverquery.exe gpresult.exe klist.exe setspn.exe fltmc.exe tracert.exe ping.exe getmac.exe where.exe " +
    "tree.com csvde.exe ldifde.exe sharphound.exe pathping.exe netsh.exe fsutil.exe",
  execution:
    "powershell.exe pwsh.exe wscript.exe cscript.exe mshta.exe rundll32.exe regsvr32.exe msbuild.exe installutil.exe " +
    "regasm.exe regsvcs.exe wmic.exe forfiles.exe pcalua.exe cmstp.exe msxsl.exe odbcconf.exe control.exe hh.exe " +
    "ie4uinit.exe presentationhost.exe mavinject.exe bash.exe wsl.exe psexec.exe psexec64.exe psexesvc.exe paexec.exe " +
    "winrs.exe schtasks.exe at.exe sc.exe runas.exe scriptrunner.exe syncappvpublishingserver.exe xwizard.exe " +
    "infdefaultinstall.exe ftp.exe csc.exe vbc.exe jsc.exe ilasm.exe fodhelper.exe eventvwr.exe sdclt.exe " +
    "computerdefaults.exe msdt.exe te.exe tracker.exe dnscmd.exe",
  persistence:
    "schtasks.exe at.exe sc.exe reg.exe regini.exe regedit.exe bitsadmin.exe wmic.exe mofcomp.exe netsh.exe sdbinst.exe " +
    "net.exe net1.exe instsrv.exe srvany.exe nssm.exe",
  transfer:
    "certutil.exe certreq.exe bitsadmin.exe curl.exe wget.exe ftp.exe tftp.exe esentutl.exe expand.exe extrac32.exe " +
    "makecab.exe desktopimgdownldr.exe finger.exe robocopy.exe ssh.exe scp.exe sftp.exe plink.exe pscp.exe rclone.exe " +
    "nc.exe ncat.exe netcat.exe socat.exe print.exe replace.exe winget.exe",
  credentials:
    "procdump.exe procdump64.exe ntdsutil.exe dsdbutil.exe vssadmin.exe diskshadow.exe cmdkey.exe vaultcmd.exe " +
    "createdump.exe sqldumper.exe rdrleakdiag.exe wbadmin.exe esentutl.exe reg.exe mimikatz.exe rubeus.exe " +
    "lazagne.exe keymgr.dll rpcping.exe tttracer.exe",
  evasion:
    "wevtutil.exe bcdedit.exe attrib.exe icacls.exe cacls.exe takeown.exe auditpol.exe cipher.exe vssadmin.exe " +
    "sdelete.exe sdelete64.exe taskkill.exe mpcmdrun.exe fltmc.exe netsh.exe wusa.exe timeout.exe logman.exe " +
    "appcmd.exe dism.exe",
});
