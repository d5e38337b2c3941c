/** A part of the file that cannot be what the format says. Caught per record: it becomes the reason of a reject. */
export class Damage extends Error {
  override readonly name = "Damage";
}
