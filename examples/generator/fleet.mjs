import { toCsv } from "./csv.mjs";
import { createRandom } from "./random.mjs";
import { atWork, isoTime, MINUTE, on, steadily } from "./time.mjs";

const COLUMNS = [
  "TimeGenerated",
  "Computer",
  "Account",
  "EventID",
  "NewProcessName",
  "CommandLine",
  "ParentProcessName",
];
const HOSTS = ["DESK-11", "DESK-12", "DESK-13", "DESK-14", "DESK-15", "DESK-16"];
const SYSTEM = "C:\\Windows\\System32";

/**
 * Two days of process starts on six desks of one kind, a file for each: what all of them do is dull, and what one of them
 * does alone is not.
 * @param {number} seed
 * @returns {Readonly<Record<string, string>>} host → CSV
 */
export function fleetEvents(seed) {
  return Object.fromEntries(HOSTS.map((host, i) => [host, deskEvents(host, createRandom(seed + i))]));
}

/** @param {string} host @param {import("./random.mjs").Random} random */
function deskEvents(host, random) {
  /** @type {{ at: number, row: Record<string, string> }[]} */
  const starts = [];
  /** @param {number} at @param {string} account @param {string} path @param {string} command @param {string} parent */
  const start = (at, account, path, command, parent) =>
    void starts.push({
      at,
      row: {
        TimeGenerated: isoTime(at),
        Computer: `${host}.example.com`,
        Account: account,
        EventID: "4688",
        NewProcessName: path,
        CommandLine: command,
        ParentProcessName: parent,
      },
    });
  const machine = `EXAMPLE\\${host}$`;
  const user = `EXAMPLE\\user${host.slice(-2)}`;
  for (const at of steadily(random, { every: 20 * MINUTE, jitter: 30_000 })) {
    start(
      at,
      machine,
      `${SYSTEM}\\svchost.exe`,
      `${SYSTEM}\\svchost.exe -k netsvcs -p -s ${random.pick(["Schedule", "Themes", "BITS"])}`,
      `${SYSTEM}\\services.exe`,
    );
    start(
      at + 300,
      machine,
      "C:\\Program Files\\Example Agent\\agent.exe",
      `agent.exe --run ${random.guid()}`,
      `${SYSTEM}\\svchost.exe`,
    );
  }
  for (const at of atWork(random, 30)) {
    const [path, command] = random.pick([
      ["C:\\Program Files\\Example Browser\\browser.exe", `browser.exe --type=renderer --id=${random.integer(1, 900)}`],
      [
        "C:\\Program Files\\Example Office\\writer.exe",
        `writer.exe /n "C:\\Users\\user${host.slice(-2)}\\Documents\\note-${random.integer(1, 99)}.docx"`,
      ],
      [`${SYSTEM}\\notepad.exe`, "notepad.exe"],
    ]);
    start(at, user, path ?? "", command ?? "", "C:\\Windows\\explorer.exe");
  }
  if (host === "DESK-14") {
    start(
      on(1, 11, 42),
      user,
      `${SYSTEM}\\cmd.exe`,
      'cmd.exe /c "whoami /all > C:\\Users\\Public\\o.txt"',
      "C:\\Program Files\\Example Office\\writer.exe",
    );
    start(on(1, 11, 43), user, "C:\\Users\\Public\\agent.exe", "agent.exe --run 203.0.113.77", `${SYSTEM}\\cmd.exe`);
  }
  return toCsv(
    COLUMNS,
    starts.toSorted((a, b) => a.at - b.at).map(({ row }) => row),
  );
}
