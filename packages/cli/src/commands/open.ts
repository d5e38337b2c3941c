import { noReportToOpen } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { findRun } from "../finished-run/find-run.ts";
import type { Environment, Io } from "../io.ts";
import { visible } from "../terminal/visible.ts";

/** `winnow open`: the page of a finished run in the browser; its path where there is no screen. */
export async function openCommand(folder: string, io: Io): Promise<number> {
  const { report, hasReport } = await findRun(folder);
  if (!hasReport) throw noReportToOpen({ path: folder });
  const opened = hasScreen(io.environment) && (await openInBrowser(report));
  io.stdout.write(opened ? `Opened ${visible(report)}\n` : `${visible(report)}\n`);
  if (!opened) io.stderr.write("There is no screen here to open it on: copy the file to where there is one.\n");
  return EXIT.done;
}

/** Windows and macOS have one always; elsewhere a display says so. */
function hasScreen({ DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME }: Environment): boolean {
  if (process.platform === "win32" || process.platform === "darwin") return true;
  return [DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME].some((value) => value !== undefined && value !== "");
}

async function openInBrowser(path: string): Promise<boolean> {
  const { default: open } = await import("open");
  try {
    const started = await open(path);
    return await new Promise((settle) => {
      started.once("error", () => settle(false));
      started.once("spawn", () => settle(true));
      if (started.pid !== undefined) settle(true);
    });
  } catch {
    return false;
  }
}
