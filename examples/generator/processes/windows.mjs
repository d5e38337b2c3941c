import { SESSIONS } from "../host.mjs";
import { HOUR, MINUTE, atWork, on, steadily } from "../time.mjs";

/** What Windows itself starts, all day and night. @param {import("../host.mjs").Host} host @param {import("../random.mjs").Random} random */
export function windows(host, random) {
  serviceHosts(host, random);
  searchIndexer(host, random);
  componentServers(host, random);
  storeApps(host, random);
  housekeeping(host, random);
}

const SYSTEM32 = "C:\\Windows\\System32";

/** @type {readonly (readonly [group: string, service: string, session: import("../host.mjs").Session])[]} */
const SERVICES = [
  ["netsvcs -p", "wlidsvc", SESSIONS.system],
  ["netsvcs -p", "BITS", SESSIONS.system],
  ["netsvcs -p", "wuauserv", SESSIONS.system],
  ["netsvcs -p", "Appinfo", SESSIONS.system],
  ["netsvcs -p", "UsoSvc", SESSIONS.system],
  ["LocalSystemNetworkRestricted -p", "StorSvc", SESSIONS.system],
  ["wsappx -p", "ClipSVC", SESSIONS.system],
  ["wsappx -p", "AppXSvc", SESSIONS.system],
  ["LocalService -p", "fdPHost", SESSIONS.localService],
  ["LocalServiceAndNoImpersonation -p", "SSDPSRV", SESSIONS.localService],
  ["NetworkService -p", "DoSvc", SESSIONS.networkService],
  ["smphost", "smphost", SESSIONS.networkService],
];

/** @typedef {import("../host.mjs").Host} Host @typedef {import("../random.mjs").Random} Random */

/** @param {Host} host @param {Random} random */
function serviceHosts(host, random) {
  for (const at of steadily(random, { every: 11 * MINUTE, jitter: 9 * MINUTE })) {
    const [group, service, session] = random.pick(SERVICES);
    host.start(host.services, {
      at,
      path: `${SYSTEM32}\\svchost.exe`,
      commandLine: `C:\\Windows\\system32\\svchost.exe -k ${group} -s ${service}`,
      session,
    });
  }
}

/** Two programs at a time, with a running number in their command line. @param {Host} host @param {Random} random */
function searchIndexer(host, random) {
  const indexer = host.running(`${SYSTEM32}\\SearchIndexer.exe`, SESSIONS.system);
  let pipe = random.integer(3000, 4000);
  for (const at of atWork(random, 45)) {
    pipe++;
    host.start(indexer, {
      at,
      path: `${SYSTEM32}\\SearchProtocolHost.exe`,
      commandLine:
        `"C:\\Windows\\system32\\SearchProtocolHost.exe" Global\\UsGthrFltPipeMssGthrPipe${pipe}_ ` +
        `Global\\UsGthrCtrlFltPipeMssGthrPipe${pipe} 1 -2147483646 "Software\\Microsoft\\Windows Search" ` +
        '"Mozilla/4.0 (compatible; MSIE 6.0; Windows NT; MS Search 4.0 Robot)" ' +
        '"C:\\ProgramData\\Microsoft\\Search\\Data\\Temp\\usgthrsvc" "DownLevelDaemon"',
    });
    const handles = Array.from({ length: 4 }, () => random.integer(600, 900));
    host.start(indexer, {
      at: at + random.integer(20, 90),
      path: `${SYSTEM32}\\SearchFilterHost.exe`,
      commandLine: `"C:\\Windows\\system32\\SearchFilterHost.exe" 0 ${handles.join(" ")} 8192 ${random.integer(600, 900)} `,
    });
  }
}

const COM_CLASSES = [
  "{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}",
  "{3EB3C877-1F16-487C-9050-104DBCD66683}",
  "{E10F6C3A-F1AE-4ADC-AA9D-2FE65525666E}",
  "{973D20D7-562D-44B9-B70B-5A0F49CCDF3F}",
];

/** @param {Host} host @param {Random} random */
function componentServers(host, random) {
  for (const at of atWork(random, 90)) {
    host.start(host.activator, {
      at,
      path: `${SYSTEM32}\\dllhost.exe`,
      commandLine: `C:\\Windows\\system32\\DllHost.exe /Processid:${random.pick(COM_CLASSES)}`,
      session: random.chance(0.7) ? SESSIONS.developer : SESSIONS.system,
    });
  }
  for (const at of steadily(random, { every: 23 * MINUTE, jitter: 15 * MINUTE })) {
    host.start(host.activator, {
      at,
      path: `${SYSTEM32}\\wbem\\WmiPrvSE.exe`,
      commandLine: "C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding",
      session: random.pick([SESSIONS.system, SESSIONS.networkService]),
    });
  }
}

const STORE_APPS = [
  ["App.AppXemn3t5j5rvzs5bvqd5j6zr8v1kpq3sfq.mca", "BackgroundTaskHost"],
  ["CortanaUI.AppX8z9r6jm96hw4bsbneegw0kyxx296wr9t.mca", "RuntimeBroker"],
  ["PhotosApp.AppXyxh06dkx19v9q3n5hnq4cpa2z4mng9hp.mca", "BackgroundTaskHost"],
  ["ShellFeedsUI.AppX88fpyyrd21w8wqe62wzsjh5agex7tf1e.mca", "RuntimeBroker"],
];

/** @param {Host} host @param {Random} random */
function storeApps(host, random) {
  for (const at of atWork(random, 60)) {
    const [server, task] = random.pick(STORE_APPS);
    if (task === "RuntimeBroker") {
      host.start(host.activator, {
        at,
        path: `${SYSTEM32}\\RuntimeBroker.exe`,
        commandLine: "C:\\Windows\\System32\\RuntimeBroker.exe -Embedding",
        session: SESSIONS.developer,
      });
    } else {
      host.start(host.activator, {
        at,
        path: `${SYSTEM32}\\backgroundTaskHost.exe`,
        commandLine: `"C:\\Windows\\system32\\backgroundTaskHost.exe" -ServerName:${server}`,
        session: SESSIONS.developer,
      });
    }
  }
}

/** Each at its own hours. @type {readonly { path: string, commandLine: string, every: number, offset: number }[]} */
const TASKS = [
  { path: "taskhostw.exe", commandLine: "taskhostw.exe", every: 2 * HOUR, offset: 3 * MINUTE },
  { path: "taskhostw.exe", commandLine: "taskhostw.exe KEYROAMING", every: 8 * HOUR, offset: 31 * MINUTE },
  {
    path: "taskhostw.exe",
    commandLine: "taskhostw.exe -RegisterDevice -ProtectionStateChanged -FreeNetworkOnly",
    every: 12 * HOUR,
    offset: 5 * HOUR,
  },
  {
    path: "UsoClient.exe",
    commandLine: "C:\\Windows\\system32\\usoclient.exe StartScan",
    every: 11 * HOUR,
    offset: 2 * HOUR,
  },
  {
    path: "sc.exe",
    commandLine: "C:\\Windows\\system32\\sc.exe start w32time task_started",
    every: 24 * HOUR,
    offset: 1 * HOUR,
  },
  {
    path: "defrag.exe",
    commandLine: "C:\\Windows\\system32\\defrag.exe -c -h -o -$",
    every: 24 * HOUR,
    offset: 4 * HOUR,
  },
  {
    path: "wermgr.exe",
    commandLine: "C:\\Windows\\system32\\wermgr.exe -upload",
    every: 6 * HOUR,
    offset: 17 * MINUTE,
  },
  {
    path: "CompatTelRunner.exe",
    commandLine: "C:\\Windows\\system32\\compattelrunner.exe -m:appraiser.dll -f:DoScheduledTelemetryRun",
    every: 24 * HOUR,
    offset: 3 * HOUR,
  },
  {
    path: "rundll32.exe",
    commandLine: "C:\\Windows\\system32\\rundll32.exe C:\\Windows\\system32\\PcaSvc.dll,PcaPatchSdbTask",
    every: 12 * HOUR,
    offset: 2.5 * HOUR,
  },
  {
    path: "rundll32.exe",
    commandLine: "C:\\Windows\\system32\\rundll32.exe C:\\Windows\\system32\\invagent.dll,RunUpdate",
    every: 24 * HOUR,
    offset: 3.2 * HOUR,
  },
  {
    path: "certutil.exe",
    commandLine: "C:\\Windows\\system32\\certutil.exe -pulse",
    every: 8 * HOUR,
    offset: 55 * MINUTE,
  },
  { path: "wbem\\WMIADAP.exe", commandLine: "wmiadap.exe /F /T /R", every: 6 * HOUR, offset: 9 * MINUTE },
];

/** @param {Host} host @param {Random} random */
function housekeeping(host, random) {
  for (const { path, commandLine, every, offset } of TASKS) {
    for (const at of steadily(random, { every, offset, jitter: 2 * MINUTE })) {
      host.start(host.scheduler, { at, path: `${SYSTEM32}\\${path}`, commandLine, session: SESSIONS.system });
    }
  }
  for (const at of atWork(random, 12)) {
    host.start(host.activator, {
      at,
      path: `${SYSTEM32}\\rundll32.exe`,
      commandLine:
        "C:\\Windows\\System32\\rundll32.exe C:\\Windows\\System32\\shell32.dll,SHCreateLocalServerRunDll " +
        "{9AA46009-3CE0-458A-A354-715610A075E6} -Embedding",
      session: SESSIONS.developer,
    });
  }
  for (const at of [on(0, 3, 12), on(1, 3, 7)]) servicing(host, random, at);
}

/** @param {Host} host @param {Random} random @param {number} at */
function servicing(host, random, at) {
  const installer = host.start(host.services, {
    at,
    path: "C:\\Windows\\servicing\\TrustedInstaller.exe",
    commandLine: "C:\\Windows\\servicing\\TrustedInstaller.exe",
  });
  const store = `amd64_microsoft-windows-servicingstack_31bf3856ad364e35_10.0.19041.${random.integer(4000, 5500)}_none_7e${random.hex(14)}`;
  host.start(host.activator, {
    at: at + 800,
    path: `C:\\Windows\\WinSxS\\${store}\\TiWorker.exe`,
    commandLine: `C:\\Windows\\winsxs\\${store}\\TiWorker.exe -Embedding`,
    session: installer.session,
  });
}
