import { createHash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { isWinnowError } from "@winnow/core";
import { reasonOf } from "../reason-of.ts";
import { inputChanged, unreadableFile } from "../errors.ts";

/** What the system says of a file at one moment. A file with the same state has the same content. */
export interface FileState {
  readonly device: bigint;
  readonly inode: bigint;
  readonly bytes: bigint;
  readonly modified: bigint;
  readonly changed: bigint;
}

export interface InputFileOptions {
  /** What messages call it; its path by default. */
  readonly name?: string;
  /** A temporary file of this process, which nobody else writes to. */
  readonly isOwn?: boolean;
}

/** Bytes at the start of a file that must still be the same when it is read again. */
export const HEAD_BYTES = 65_536;
const CHUNK_BYTES = 1 << 20;
/** Writes within one tick of the system's clock leave the same times. */
const CLOCK_TICK_MS = 20;

/**
 * One version of a file: the bytes that it had when it was opened. A file that grows afterwards is read to that length;
 * one that is replaced, removed, shortened or rewritten ends the run with `WN1415`. No handle stays open between reads, so
 * that a run can have any number of files.
 */
export class InputFile {
  readonly path: string;
  readonly name: string;
  /** Length of what is read. */
  readonly bytes: number;
  /** When the file was last written before it was opened. */
  readonly modified: Date;
  /** The first {@link HEAD_BYTES} are not kept, only their digest. */
  readonly #head: string;
  /** The last state of the file in which its first bytes are known to be this version. */
  #state: FileState;
  #sha256: string | undefined;
  /** Whether growing is a change, too. */
  #isFixed = false;

  private constructor(path: string, name: string, state: FileState, head: Buffer) {
    this.path = path;
    this.name = name;
    this.bytes = Number(state.bytes);
    this.modified = new Date(Number(state.modified / 1_000_000n));
    this.#state = state;
    this.#head = digestOf(head);
  }

  /** @throws `WN1411` for a file that cannot be opened or read */
  static async open(path: string, { name = path, isOwn = false }: InputFileOptions = {}): Promise<InputFile> {
    try {
      let state = await stateOf(path);
      if (!isOwn && isFresh(state)) {
        await wait(CLOCK_TICK_MS);
        state = await stateOf(path);
      }
      const handle = await openAt(path, state);
      try {
        return new InputFile(path, name, state, await headOf(handle, Number(state.bytes)));
      } finally {
        await handle?.close();
      }
    } catch (cause) {
      throw unreadable(name, cause);
    }
  }

  /**
   * The bytes of the file. When all of them have been read, they are certain to be one version of it.
   * @throws `WN1411` where they cannot be read, `WN1415` where the file is no longer the one that was opened
   */
  async *read(): AsyncGenerator<Buffer> {
    const handle = await this.#reopen();
    const hash = createHash("sha256");
    try {
      yield* this.#bytesOf(handle, (chunk) => hash.update(chunk));
    } finally {
      await handle?.close();
    }
    await this.#confirm(hash.digest("hex"));
  }

  /** The first bytes, at most {@link HEAD_BYTES}. */
  async head(): Promise<Buffer> {
    const handle = await this.#reopen();
    try {
      return await headOf(handle, this.bytes);
    } catch (cause) {
      throw unreadable(this.name, cause);
    } finally {
      await handle?.close();
    }
  }

  /**
   * Requires that the file still starts with the version that was read.
   * @throws `WN1415` where it does not
   */
  async verify(): Promise<void> {
    const state = await this.state();
    if (isSame(state, this.#state)) return;
    if (this.#sha256 === undefined) throw this.#changed("was written to");
    if ((await this.#hash()) !== this.#sha256) throw this.#changed("was rewritten");
    if (isSame(await this.state(), state)) this.#state = state;
  }

  /**
   * Hashes the file while `use` reads it by its path, for formats that cannot grow.
   * @throws `WN1415` where the file was written to meanwhile; what `use` throws
   */
  async whole<T>(use: () => Promise<T>): Promise<T> {
    this.#isFixed = true;
    if (this.#sha256 !== undefined) await this.verify();
    const before = this.#state;
    const hashing = this.sha256();
    hashing.catch(() => undefined);
    try {
      const result = await use();
      await hashing;
      if (!(await this.isIn(before))) throw this.#changed("was written to");
      return result;
    } catch (error) {
      throw await this.explain(error);
    }
  }

  /** The reason for a failure of someone who reads the file by its path: `WN1415` where the file is another now. */
  async explain(error: unknown): Promise<unknown> {
    if (isWinnowError(error) && error.code === inputChanged.spec.code) return error;
    return this.verify().then(
      () => error,
      (changed: unknown) => changed,
    );
  }

  /** The state of the file now. @throws `WN1415` where it is another file, or shorter */
  async state(): Promise<FileState> {
    const state = await stateOf(this.path).catch(() => undefined);
    if (state === undefined) throw this.#changed("was removed");
    this.#requireLength(state);
    return state;
  }

  /** Whether the file has the content that is read where it is in this state. */
  isKnownIn(state: FileState): boolean {
    return isSame(state, this.#state);
  }

  /** Whether the file still is in a state that it had before. */
  async isIn(state: FileState): Promise<boolean> {
    return isSame(await this.state(), state);
  }

  /** SHA-256 of the bytes, in hexadecimal. Reads them where nothing has yet. @throws `WN1415` where they have changed */
  async sha256(): Promise<string> {
    if (this.#sha256 === undefined) for await (const _ of this.read());
    return this.#sha256!;
  }

  async #confirm(sha256: string): Promise<void> {
    if (this.#sha256 !== undefined && this.#sha256 !== sha256) throw this.#changed("was rewritten");
    this.#sha256 = sha256;
    await this.verify();
  }

  async #hash(): Promise<string> {
    const handle = await this.#reopen();
    const hash = createHash("sha256");
    try {
      for await (const _ of this.#bytesOf(handle, (chunk) => hash.update(chunk)));
      return hash.digest("hex");
    } finally {
      await handle?.close();
    }
  }

  async *#bytesOf(handle: FileHandle | undefined, see: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
    if (handle === undefined) return;
    for (let at = 0; at < this.bytes;) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, this.bytes - at));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, at).catch((cause: unknown) => {
        throw unreadable(this.name, cause);
      });
      if (bytesRead === 0) throw this.#changed("was shortened");
      see(chunk.subarray(0, bytesRead));
      yield chunk.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  async #reopen(): Promise<FileHandle | undefined> {
    const handle = await openAt(this.path, this.#state).catch((cause: unknown) => {
      throw (cause as NodeJS.ErrnoException).code === "ENOENT"
        ? this.#changed("was removed")
        : unreadable(this.name, cause);
    });
    try {
      if (handle !== undefined) await this.#requireSame(handle);
      return handle;
    } catch (error) {
      await handle?.close();
      throw error;
    }
  }

  async #requireSame(handle: FileHandle): Promise<void> {
    const state = fromStats(await handle.stat({ bigint: true }));
    this.#requireLength(state);
    if (isSame(state, this.#state)) return;
    if (digestOf(await headOf(handle, this.bytes)) !== this.#head) throw this.#changed("was rewritten");
  }

  #requireLength(state: FileState): void {
    if (state.inode !== this.#state.inode || state.device !== this.#state.device) throw this.#changed("was replaced");
    if (state.bytes < this.bytes) throw this.#changed("was shortened");
    if (this.#isFixed && state.bytes > this.bytes) throw this.#changed("was written to");
  }

  #changed(what: string): Error {
    return inputChanged({ path: this.name, what });
  }
}

/** Opening a pipe could wait for ever, and what has no bytes need not be opened. */
async function openAt(path: string, { bytes }: FileState): Promise<FileHandle | undefined> {
  return bytes === 0n ? undefined : open(path);
}

async function headOf(handle: FileHandle | undefined, bytes: number): Promise<Buffer> {
  const head = Buffer.alloc(Math.min(HEAD_BYTES, bytes));
  if (handle === undefined) return head;
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  return head.subarray(0, bytesRead);
}

async function stateOf(path: string): Promise<FileState> {
  return fromStats(await stat(path, { bigint: true }));
}

interface Stats {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

function fromStats({ dev, ino, size, mtimeNs, ctimeNs }: Stats): FileState {
  return { device: dev, inode: ino, bytes: size, modified: mtimeNs, changed: ctimeNs };
}

function isSame(a: FileState, b: FileState): boolean {
  return (
    a.device === b.device &&
    a.inode === b.inode &&
    a.bytes === b.bytes &&
    a.modified === b.modified &&
    a.changed === b.changed
  );
}

function isFresh({ changed }: FileState): boolean {
  return Math.abs(Date.now() - Number(changed / 1_000_000n)) < CLOCK_TICK_MS;
}

function digestOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64");
}

function unreadable(name: string, cause: unknown): unknown {
  return isWinnowError(cause) ? cause : unreadableFile({ path: name, reason: reasonOf(cause) }, { cause });
}
