/** The part of density-clustering 1.3.0 that is used; the package has no types. */
declare module "density-clustering" {
  interface Clusterer {
    /** @returns the rows of each cluster */
    run(dataset: number[][], epsilon: number, minPts: number): number[][];
  }
  const library: {
    readonly DBSCAN: new () => Clusterer;
    readonly OPTICS: new () => Clusterer;
  };
  export default library;
}
