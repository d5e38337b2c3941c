import { visible } from "../../text/visible.ts";

/** Hands a text to the reader as a file. Nothing leaves the page: the link is made here, of a blob, and used at once. */
export function saveText(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName(name);
  link.click();
  // Browsers read the blob after the click was dealt with.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name that every file system takes, whatever a profile is called. */
export function fileName(name: string): string {
  return (
    visible(name)
      .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
      .replace(/^[.-]+/, "")
      .slice(-120) || "report"
  );
}

/** Whether the text is on the clipboard now; browsers may refuse. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The old way, for pages that are opened as files. */
function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("readonly", "");
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
