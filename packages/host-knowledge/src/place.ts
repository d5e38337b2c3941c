/** Where a file lies, by what a host uses such places for. Empty where there is no path to tell from. */
export type Place =
  | "system"
  | "system-other"
  | "programs"
  | "program-data"
  | "user"
  | "downloads"
  | "temporary"
  | "public"
  | "share"
  | "removable"
  | "device"
  | "recycled"
  | "root"
  | "other"
  | "";

/**
 * How unusual it is that a program runs from there, 0 to 2: 0 where only an administrator can put one, 2 where
 * anything that a person or a web page drops may end up.
 */
export const PLACE_UNUSUAL: Readonly<Record<Place, number>> = {
  "": 0,
  system: 0,
  programs: 0,
  "system-other": 0.5,
  "program-data": 1,
  user: 1,
  other: 1.5,
  root: 1.5,
  share: 1.5,
  removable: 1.5,
  temporary: 2,
  downloads: 2,
  public: 2,
  device: 2,
  recycled: 2,
};

export const PLACES: readonly Place[] = Object.keys(PLACE_UNUSUAL) as Place[];

/** A folder, and everything below it that no longer rule speaks for. */
export type PlaceRule = readonly [folder: string, place: Place];

/** Finds the place of the longest folder of the rules that a folder lies in; both written without a last separator. */
export function placeFinder(separator: string, rules: readonly PlaceRule[]): (folder: string) => Place | undefined {
  const places = new Map(rules);
  const deepest = Math.max(...rules.map(([folder]) => folder.split(separator).length));
  return (folder) => {
    const parts = folder.split(separator, deepest);
    for (let depth = parts.length; depth > 1; depth--) {
      const place = places.get(parts.slice(0, depth).join(separator));
      if (place !== undefined) return place;
    }
    return undefined;
  };
}
