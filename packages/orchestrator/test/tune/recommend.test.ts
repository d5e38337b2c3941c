import { describe, expect, it } from "vitest";
import { recommend } from "../../src/tune/recommend.ts";
import type { TuneSetting } from "../../src/tune/types.ts";

const setting = (value: number, rows: number, folded = 0, changes: Partial<TuneSetting> = {}): TuneSetting => ({
  value,
  rows,
  folded,
  clusters: 3,
  noise: rows - 3,
  largestShare: 0.1,
  separates: true,
  ...changes,
});
const facts = { start: 1, points: 1000, rareValues: 20 };

describe("the recommended setting", () => {
  it("is the start where a larger value saves few rows or folds more away", () => {
    expect(recommend([setting(0.5, 120), setting(1, 100), setting(2, 95)], facts)).toEqual({
      value: 1,
      reason: "It is the start: 100 rows, and no rare value is folded away; 2 would save 5 of them.",
    });
    expect(recommend([setting(0.5, 120), setting(1, 100), setting(2, 50, 3)], facts)).toEqual({
      value: 1,
      reason:
        "It is the start: 100 rows, and no rare value is folded away; 2 would save 50 of them and fold 3 more away.",
    });
  });

  it("is a larger one while that saves rows and folds nothing more away, over settings that save nothing", () => {
    const settings = [setting(1, 100), setting(2, 100), setting(5, 60), setting(10, 40, 1)];
    expect(recommend(settings, facts)).toEqual({
      value: 5,
      reason: "From the start, 1, up to here rows fall from 100 to 60, and no rare value is folded away.",
    });
  });

  it("is never more than ten times the start, nor one that puts most events into one row", () => {
    expect(recommend([setting(1, 100), setting(20, 40)], facts)?.value).toBe(1);
    expect(recommend([setting(1, 100), setting(2, 40, 0, { largestShare: 0.6 })], facts)?.value).toBe(1);
  });

  it("may keep a large row that no setting takes apart", () => {
    const large = { largestShare: 0.7 };
    expect(recommend([setting(1, 100, 0, large), setting(2, 40, 0, large)], facts)?.value).toBe(2);
  });

  it("is the start where no rare value could tell what a larger one hides", () => {
    expect(recommend([setting(1, 100), setting(2, 10)], { ...facts, rareValues: 0 })).toEqual({
      value: 1,
      reason: "It is the start: 100 rows. There are no rare values that could say what a larger value would hide.",
    });
  });

  it("is a smaller one where the start folds rare values away", () => {
    const settings = [setting(0.2, 150), setting(0.5, 120), setting(1, 100, 7), setting(2, 80, 7)];
    expect(recommend(settings, facts)).toEqual({
      value: 0.5,
      reason:
        "At the start, 1, 7 rare values would be folded away. Here no rare value is folded away, for 120 rows instead of 100.",
    });
  });

  it("tolerates what every setting folds away, and 1 % of the rare values more", () => {
    const settings = [setting(0.5, 120, 4), setting(1, 100, 6)];
    expect(recommend(settings, { ...facts, rareValues: 200 })?.value).toBe(1);
    expect(recommend(settings, { ...facts, rareValues: 199 })?.value).toBe(0.5);
  });

  it("says so where it leaves nearly every point a row of its own", () => {
    const settings = [setting(0.5, 900), setting(1, 100, 7)];
    expect(recommend(settings, facts)?.reason).toBe(
      "At the start, 1, 7 rare values would be folded away. Here no rare value is folded away, for 900 rows instead of 100. " +
        "That is hardly fewer than the 1000 distinct points: these features do not keep rare values apart. " +
        "Put a field that does under cluster.within, or guard it, and a larger value hides nothing.",
    );
  });

  it("is a larger one where the start leaves all as noise", () => {
    const noise = setting(1, 200, 0, { clusters: 0, noise: 200, separates: false });
    expect(recommend([noise, setting(2, 90), setting(5, 70)], facts)).toEqual({
      value: 2,
      reason: "The start, 1, leaves everything as noise. Here no rare value is folded away, for 90 rows.",
    });
  });

  it("is a smaller one where the start puts everything into one row", () => {
    const single = setting(1, 1, 20, { clusters: 1, noise: 0, separates: false });
    expect(recommend([setting(0.5, 90), single], facts)?.reason).toBe(
      "The start, 1, puts all that may go together into one row. Here no rare value is folded away, for 90 rows.",
    );
  });

  it("is none where nothing separates", () => {
    expect(recommend([setting(1, 1, 0, { separates: false })], facts)).toBeUndefined();
  });
});
