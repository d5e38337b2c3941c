/** A packed report of format 1, written by Winnow before format 2. Its groups are neither in order of time nor unique. */
export const FIRST_FORMAT: string = [
  "H4sIAAAAAAAAA5VVS2/jNhCWk8vWp6LYc7GYMxFIiuNNdLHRogV6aFEUCxRY1wdGGtusJVIgKTtZQ//Zx95aDCVbj8huqwABOd/McB7fjL/5yv",
  "MOsFI64xaigIFWykJ0gB1qI5R0slyrlUiRxJJnCBGshDYWGCRoYi1y6zQBGGy42UAEPmEqLjKU5K0sGeyFlGpP2F1wR3iKyRo1OdXIE4gCn4HG",
  "PzG2mEDkM1iJ1KKuL3FamPpWKXKjpKl9x6qQli6w1qrIDUQTBrkSThiejY3LRiphsM51T3jJQMi8IN3FAXJuKQPcobTmLjY7YPD8arEyNhsePk",
  "whkkWalkuKEdPkZ55DBBkwyLnmGVZPHShprqWQa/K8ZLAuuE4oA7poLteupFUtowP8Ufi+H1AhAx9KBinvy598oHQzrre1Sy55+mpEJ/cDGPEF",
  "XQ1WyG2h0TRuDER+ycCIteRpVx6UDLaY246QqpOImDrMtSBPiwU8AwMOy2W78meL+5JVOX0SWe/lSZ3VW+ShZIAvmOUp111kWjKwAr/TyLdd5C",
  "PVIk+5dFU8Z7poWAoMCiksRFBUhISI/n9Qqw8roPZV6TYW2ysWW2exF3YjZKuf9HimErI2G7WHmhOuP6Vr87ZpScBAFTYVxHufgbH8WaTCvrqb",
  "5todyfW5P01s5kpsxsVWGf2OYr1xZA7Osk/44iRE2yWDnUoL8rlwHZQWX2xFaQYmr6bREZyIEnOafJBKIjRjqFvLIHk2MZfAQLlF4JqERET/Lm",
  "CQCflrM4kZWi0ocCziVCTIJZT0TDWKh5P/n5Juqx8dZb/0SPN0mWmBf5FqAfG8kFZkmHSB8CIJAyJ1M1+NfHKWf/92EgLHardIuvLpWT5k9bFs",
  "77cW8NgAQ3ZPZ/jUbqiaZvcKaFepNMFkwDKkYlXoD2+jDaleO54WOGQansAfa9a3wfsTOOR2cgJP0Z7W6S/ctcyNT1O9aoBomassT9EiRCueGm",
  "SQcMt/q/nTuH9we6Pf/HDaIlsjpZLbXhj1Co9pVuQpHh5bsXNTeqDp1YOLey8S+g1pAxMHDDAodNS22Bc/lcPL1XdDmSqSuxllYDCu526xgNV0",
  "Auw+XLLOUdyHwIJpXzp4bCkUPQ+PZ7zyJQaPxSOwnk3r/Z7w/5/8SycXmH8lxK6f0O8dndXEXy5L78J3PHrH2Ww+u4R7f3meR+jookbn+/rd0Z",
  "vPZ/Nvx+P31/Q+j8fhf/PY/d57x3dzbzb/t3j+rv/a3xFm8/G4qzf+3Lc8Ob4Z3Xblt118NOoajK5FdPRm/Zcb9dHNbV//5oqvC58r/Hw2/wfu",
  "APjxAAsAAA==",
].join("");
