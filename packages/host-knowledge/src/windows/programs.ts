/** Parts of Windows itself, by the folders in which Windows keeps them; without drive letter, in small letters. */
const SYSTEM_FOLDERS = ["\\windows\\system32", "\\windows\\syswow64", "\\windows\\sysnative"];

const IN_SYSTEM_FOLDERS =
  "alg.exe arp.exe appidcertstorecheck.exe at.exe atbroker.exe attrib.exe audiodg.exe auditpol.exe backgroundtaskhost.exe " +
  "bcdedit.exe bitsadmin.exe bootcfg.exe cacls.exe calc.exe charmap.exe chkdsk.exe chkntfs.exe cipher.exe certreq.exe certutil.exe cleanmgr.exe clip.exe cmd.exe cmdkey.exe " +
  "cmstp.exe compattelrunner.exe conhost.exe consent.exe control.exe credwiz.exe cscript.exe csrss.exe ctfmon.exe " +
  "dashost.exe defrag.exe devicecensus.exe dfrgui.exe diskpart.exe diskshadow.exe dism.exe dllhost.exe dllhst3g.exe " +
  "driverquery.exe drvinst.exe dwm.exe eventcreate.exe findstr.exe getmac.exe magnify.exe narrator.exe openfiles.exe osk.exe pathping.exe setx.exe tracert.exe tzutil.exe verifier.exe winver.exe dxdiag.exe esentutl.exe eventvwr.exe expand.exe extrac32.exe eudcedit.exe " +
  "fltmc.exe fodhelper.exe fontdrvhost.exe forfiles.exe fsutil.exe gpresult.exe gpupdate.exe hostname.exe icacls.exe " +
  "ie4uinit.exe ipconfig.exe klist.exe logman.exe logonui.exe lpremove.exe lsaiso.exe lsass.exe lsm.exe makecab.exe " +
  "mavinject.exe mmc.exe mobsync.exe mousocoreworker.exe msconfig.exe msdt.exe msdtc.exe mshta.exe msiexec.exe " +
  "mspaint.exe mstsc.exe musnotification.exe musnotificationux.exe musnotifyicon.exe nbtstat.exe net.exe net1.exe netsh.exe netstat.exe nltest.exe " +
  "nslookup.exe ntdsutil.exe ntoskrnl.exe odbcconf.exe openwith.exe pcalua.exe perfmon.exe pkgmgr.exe pnputil.exe " +
  "powercfg.exe presentationhost.exe printui.exe provtool.exe qprocess.exe query.exe quser.exe qwinsta.exe rasdial.exe " +
  "rdpclip.exe rdrleakdiag.exe reg.exe regini.exe regsvr32.exe rekeywiz.exe relog.exe robocopy.exe route.exe runas.exe " +
  "rundll32.exe runonce.exe runtimebroker.exe sc.exe schtasks.exe sdbinst.exe sdclt.exe searchfilterhost.exe " +
  "searchindexer.exe searchprotocolhost.exe secedit.exe securityhealthservice.exe securityhealthsystray.exe " +
  "services.exe setspn.exe settingsynchost.exe sethc.exe sfc.exe shutdown.exe sihclient.exe sihost.exe slui.exe " +
  "smartscreen.exe smss.exe snippingtool.exe spoolsv.exe sppsvc.exe svchost.exe systeminfo.exe " +
  "systempropertiesadvanced.exe systemsettingsadminflows.exe takeown.exe taskeng.exe taskhost.exe taskhostex.exe " +
  "taskhostw.exe taskkill.exe tasklist.exe taskmgr.exe tcpsvcs.exe tpmvscmgr.exe tracerpt.exe trustedinstaller.exe " +
  "upfc.exe useraccountcontrolsettings.exe userinit.exe usoclient.exe usocoreworker.exe utilman.exe vds.exe " +
  "vssadmin.exe vssvc.exe w32tm.exe waasmedicagent.exe wbadmin.exe wbengine.exe werfault.exe werfaultsecure.exe " +
  "wermgr.exe wevtutil.exe where.exe whoami.exe wininit.exe winlogon.exe winrs.exe winrshost.exe wksprt.exe wlanext.exe " +
  "wlrmdr.exe wscript.exe wsmprovhost.exe wsqmcons.exe wuauclt.exe wudfhost.exe xcopy.exe";

/** Programs that Windows keeps elsewhere, or there too. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  "explorer.exe": ["\\windows", "\\windows\\syswow64"],
  "regedit.exe": ["\\windows", "\\windows\\syswow64"],
  "notepad.exe": ["\\windows", ...SYSTEM_FOLDERS],
  "hh.exe": ["\\windows", "\\windows\\syswow64"],
  "splwow64.exe": ["\\windows"],
  "helppane.exe": ["\\windows"],
  "write.exe": ["\\windows", ...SYSTEM_FOLDERS],
  "winhlp32.exe": ["\\windows"],
  "powershell.exe": SYSTEM_FOLDERS.map((folder) => `${folder}\\windowspowershell\\v1.0`),
  "powershell_ise.exe": SYSTEM_FOLDERS.map((folder) => `${folder}\\windowspowershell\\v1.0`),
  "mofcomp.exe": SYSTEM_FOLDERS.map((folder) => `${folder}\\wbem`),
  "scrcons.exe": SYSTEM_FOLDERS.map((folder) => `${folder}\\wbem`),
  "unsecapp.exe": SYSTEM_FOLDERS.map((folder) => `${folder}\\wbem`),
  "wmiadap.exe": SYSTEM_FOLDERS.map((folder) => `${folder}\\wbem`),
  "wmiapsrv.exe": SYSTEM_FOLDERS.map((folder) => `${folder}\\wbem`),
  "wmic.exe": SYSTEM_FOLDERS.map((folder) => `${folder}\\wbem`),
  "wmiprvse.exe": SYSTEM_FOLDERS.map((folder) => `${folder}\\wbem`),
  "trustedinstaller.exe": ["\\windows\\servicing"],
  "dismhost.exe": ["\\windows\\temp", ...SYSTEM_FOLDERS.map((folder) => `${folder}\\dism`)],
  "sysprep.exe": SYSTEM_FOLDERS.map((folder) => `${folder}\\sysprep`),
  "applicationframehost.exe": SYSTEM_FOLDERS,
  "systemsettings.exe": ["\\windows\\immersivecontrolpanel"],
  "searchapp.exe": ["\\windows\\systemapps"],
  "searchui.exe": ["\\windows\\systemapps"],
  "shellexperiencehost.exe": ["\\windows\\systemapps"],
  "startmenuexperiencehost.exe": ["\\windows\\systemapps"],
};

/** Where any part of Windows may lie while it is installed, updated or restored, and where its store puts programs. */
export const WINDOWS_STORES: readonly string[] = [
  "\\windows\\winsxs",
  "\\windows\\servicing",
  "\\windows\\softwaredistribution",
  "\\windows\\uus",
  "\\windows\\systemapps",
  "\\windows.old",
  "\\$windows.~bt",
  "\\$winreagent",
  "\\program files\\windowsapps",
];

/** Programs that are part of Windows → the folders in which they, or versions of them, belong. */
export const WINDOWS_PROGRAMS: ReadonlyMap<string, readonly string[]> = new Map([
  ...IN_SYSTEM_FOLDERS.split(" ").map((name) => [name, SYSTEM_FOLDERS] as const),
  ...Object.entries(ELSEWHERE),
]);

/** Programs that run what they are given: shells, script hosts, loaders of code. */
export const WINDOWS_INTERPRETERS: ReadonlySet<string> = new Set(
  (
    "cmd.exe powershell.exe pwsh.exe powershell_ise.exe wscript.exe cscript.exe mshta.exe rundll32.exe regsvr32.exe " +
    "wmic.exe wmiprvse.exe wsmprovhost.exe winrshost.exe scrcons.exe bash.exe sh.exe wsl.exe python.exe pythonw.exe " +
    "python3.exe perl.exe ruby.exe php.exe php-cgi.exe node.exe java.exe javaw.exe lua.exe autoit3.exe autohotkey.exe " +
    "msbuild.exe installutil.exe regasm.exe regsvcs.exe cmstp.exe forfiles.exe pcalua.exe psexesvc.exe"
  ).split(" "),
);

/** Programs that open documents, pages and mail, and that start others rarely. */
export const WINDOWS_DOCUMENT_PROGRAMS: ReadonlySet<string> = new Set(
  (
    "winword.exe excel.exe powerpnt.exe outlook.exe msaccess.exe mspub.exe onenote.exe visio.exe eqnedt32.exe " +
    "wordpad.exe acrord32.exe acrobat.exe foxitreader.exe foxitpdfreader.exe soffice.bin iexplore.exe msedge.exe " +
    "chrome.exe firefox.exe opera.exe brave.exe thunderbird.exe hh.exe w3wp.exe httpd.exe nginx.exe tomcat.exe " +
    "php-cgi.exe sqlservr.exe mysqld.exe postgres.exe"
  ).split(" "),
);
