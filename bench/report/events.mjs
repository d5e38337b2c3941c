/**
 * Process events of a fleet for a large report: as many different commands as asked for, a few of them frequent and most
 * of them rare, on 50 hosts by 200 accounts. Seeded; made of whole-number arithmetic, so that every machine makes the
 * same bytes.
 */
import { createIntegers, guid } from "../random.mjs";

const COLUMNS = [
  "TimeGenerated",
  "Computer",
  "Account",
  "EventID",
  "SubjectUserName",
  "SubjectLogonId",
  "NewProcessId",
  "NewProcessName",
  "ProcessId",
  "CommandLine",
  "ParentProcessName",
];
const START = Date.UTC(2026, 2, 2);
const WEEK = 7 * 24 * 3600 * 1000;
const PROGRAMS = 300;
const VERBS = ["sync", "scan", "index", "merge", "verify", "render", "report", "update", "export", "import"];
const NOUNS = ["cache", "queue", "policy", "volume", "ledger", "mailbox", "catalog", "printer", "session", "license"];

/** A word of its own for every number, without digits, which templates would blank out. @param {number} number */
function word(number) {
  let text = "";
  for (let rest = number + 26; rest > 0; rest = Math.floor(rest / 26)) text += String.fromCharCode(97 + (rest % 26));
  return text;
}

/**
 * CSV in pieces of a few thousand lines.
 * @param {number} events
 * @param {number} commands how many different ones, numbers and GUIDs blanked out
 */
export function* eventsCsv(events, commands) {
  const random = createIntegers(5);
  let piece = `${COLUMNS.join(",")}\n`;
  for (let i = 0; i < events; i++) {
    // Each command once, then the low numbers ever more often.
    const command =
      i < commands ? i : Math.floor((((random() % 65_536) * (random() % 65_536)) / 65_536 / 65_536) * commands);
    const program = command % PROGRAMS;
    const path = `C:\\Program Files\\Suite\\${VERBS[program % 10]}${word(program)}.exe`;
    const line = `"${path}" --${VERBS[command % 10]} ${NOUNS[Math.floor(command / 10) % 10]}-${word(command)} --job ${random() % 100_000} --id ${guid(random)}`;
    const account = (command + (random() % 4)) % 200;
    piece += [
      new Date(START + Math.floor((i / events) * WEEK)).toISOString(),
      `host-${(command + (random() % 3)) % 50}`,
      `EXAMPLE\\user-${account}`,
      "4688",
      `user-${account}`,
      `0x${(0x10000 + account).toString(16)}`,
      `0x${(random() % 65_536).toString(16)}`,
      path,
      `0x${(random() % 65_536).toString(16)}`,
      `"${line.replaceAll('"', '""')}"`,
      "C:\\Windows\\explorer.exe\n",
    ].join(",");
    if (piece.length < 1_000_000) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}
