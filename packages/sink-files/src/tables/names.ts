/**
 * Gives out column names that are unique without regard to letter case, which Parquet readers and SQL engines ignore.
 * A name that is taken gets `prefix` in front of it, as often as needed.
 */
export class ColumnNames {
  readonly #taken = new Set<string>();

  take(name: string, prefix: string): string {
    let free = name;
    while (this.#taken.has(free.toLowerCase())) free = prefix + free;
    this.#taken.add(free.toLowerCase());
    return free;
  }
}
