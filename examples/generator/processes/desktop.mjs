import { HOUR, MINUTE, atWork, steadily } from "../time.mjs";
import { SESSIONS } from "../host.mjs";

/** @typedef {import("../host.mjs").Host} Host @typedef {import("../random.mjs").Random} Random */

/** What a person at the desk starts. @param {Host} host @param {Random} random */
export function desktop(host, random) {
  browser(host, random);
  office(host, random);
  for (const at of atWork(random, 9)) {
    const [path, commandLine] = random.pick(TOOLS);
    host.start(host.desktop, { at, path, commandLine });
  }
}

const TOOLS = /** @type {const} */ ([
  ["C:\\Windows\\System32\\notepad.exe", '"C:\\Windows\\system32\\notepad.exe" '],
  ["C:\\Windows\\System32\\SnippingTool.exe", '"C:\\Windows\\system32\\SnippingTool.exe" '],
  ["C:\\Windows\\System32\\Taskmgr.exe", '"C:\\Windows\\system32\\taskmgr.exe" /4'],
  [
    "C:\\Program Files\\7-Zip\\7zFM.exe",
    '"C:\\Program Files\\7-Zip\\7zFM.exe" "C:\\Users\\dev1\\Downloads\\sources.zip"',
  ],
]);

const SWITCHES = "--lang=en-US --device-scale-factor=1 --num-raster-threads=4 --enable-main-frame-before-activation";

/** Child processes with long switches and handles that never repeat. @param {Host} host @param {Random} random */
function browser(host, random) {
  const path = "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe";
  const main = host.running(path, SESSIONS.developer);
  let client = 4;
  for (const at of atWork(random, 110)) {
    client++;
    const trial = `--field-trial-handle=${random.integer(1000, 9999)},i,${random.integer(1e9, 9e9)},${random.integer(1e9, 9e9)},262144`;
    const channel = `--variations-seed-version=20260301-180042.${random.integer(100, 999)}000 --mojo-platform-channel-handle=${random.integer(1000, 9999)}`;
    const kind = random.chance(0.8)
      ? `--type=renderer ${SWITCHES} --renderer-client-id=${client} --time-ticks-at-unix-epoch=-1772${random.integer(1e11, 9e11)} --launch-time-ticks=${random.integer(1e9, 9e10)} ${trial} ${channel} /prefetch:1`
      : `--type=utility --utility-sub-type=${random.pick(["network.mojom.NetworkService", "storage.mojom.StorageService", "data_decoder.mojom.DataDecoderService"])} --lang=en-US --service-sandbox-type=service ${trial} ${channel} /prefetch:8`;
    host.start(main, { at, path, commandLine: `"${path}" ${kind}` });
  }
  updaters(host, random);
}

/** @param {Host} host @param {Random} random */
function updaters(host, random) {
  const google = "C:\\Program Files (x86)\\Google\\Update\\GoogleUpdate.exe";
  const edge = "C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\MicrosoftEdgeUpdate.exe";
  for (const [path, offset] of /** @type {const} */ ([
    [google, 21 * MINUTE],
    [edge, 47 * MINUTE],
  ])) {
    for (const at of steadily(random, { every: HOUR, offset, jitter: 30_000 })) {
      const scheduled = host.start(host.scheduler, {
        at,
        path,
        commandLine: `"${path}" /ua /installsource scheduler`,
        session: SESSIONS.system,
      });
      if (!random.chance(0.3)) continue;
      host.start(scheduled, {
        at: at + 400,
        path,
        commandLine: `"${path}" /handoff /sessionid "{${random.guid().toUpperCase()}}" /installsource scheduler`,
      });
    }
  }
}

/** @param {Host} host @param {Random} random */
function office(host, random) {
  const folder = "C:\\Program Files\\Microsoft Office\\root\\Office16";
  for (const at of atWork(random, 14)) {
    const word = host.start(host.desktop, {
      at,
      path: `${folder}\\WINWORD.EXE`,
      commandLine: `"${folder}\\WINWORD.EXE" /n "C:\\Users\\dev1\\Documents\\notes-${random.integer(1, 40)}.docx" /o ""`,
    });
    if (!random.chance(0.2)) continue;
    host.start(word, {
      at: at + 90_000,
      path: "C:\\Windows\\splwow64.exe",
      commandLine: "C:\\Windows\\splwow64.exe 12288",
    });
  }
  for (const at of atWork(random, 2)) {
    host.start(host.desktop, { at, path: `${folder}\\OUTLOOK.EXE`, commandLine: `"${folder}\\OUTLOOK.EXE" ` });
  }
}
