/** Enough to make system calls rare, little enough to stay in a processor's cache. */
const CHARACTERS_PER_CHUNK = 1 << 16;

/** Gathers pieces of text into UTF-8 chunks worth writing. Lone surrogates become U+FFFD, as UTF-8 has none. */
export async function* gatherText(pieces: AsyncIterable<string> | Iterable<string>): AsyncIterable<Uint8Array> {
  let gathered: string[] = [];
  let characters = 0;
  for await (const piece of pieces) {
    gathered.push(piece);
    characters += piece.length;
    if (characters < CHARACTERS_PER_CHUNK) continue;
    yield Buffer.from(gathered.join(""), "utf8");
    gathered = [];
    characters = 0;
  }
  if (characters > 0) yield Buffer.from(gathered.join(""), "utf8");
}
