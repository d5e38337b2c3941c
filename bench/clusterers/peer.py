"""python3 peer.py PEER DATA LABELS ROWS DIMENSIONS EPS MIN_POINTS MIN_CLUSTER_SIZE SECONDS
python3 peer.py --probe

One Python peer in a process of its own; measure-peer.mjs says what it prints. With --probe, the versions that are there.
"""

import importlib.metadata
import os
import re
import sys
import time

MOST_REPEATS = 10
# Seconds: from here on the coarsest clock is good enough.
MEASURABLE = 0.1
clock = time.process_time if os.environ.get("WINNOW_BENCH_CLOCK") == "processor" else time.perf_counter


def probe():
    for package in ("scikit-learn", "fast_hdbscan", "hdbscan"):
        try:
            print(package, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            pass


def peak_bytes():
    try:
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) * 1024
    except OSError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def fold(points):
    """Distinct rows, with the row of each and how often it occurs. One hash per row, sorted: several times faster than
    numpy.unique over rows."""
    bits = (points + 0.0).view(np.uint64)
    keys = np.zeros(len(points), dtype=np.uint64)
    for column in range(bits.shape[1]):
        keys = (keys ^ bits[:, column]) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    _, first, inverse, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    distinct = points[first]
    if not np.array_equal(distinct[inverse], points):
        raise RuntimeError("two rows have one hash")
    return distinct, inverse, counts


def load(peer, eps, min_points, min_cluster_size):
    if peer == "sklearn-dbscan":
        from sklearn.cluster import DBSCAN

        return lambda points: DBSCAN(eps=eps, min_samples=min_points, algorithm="kd_tree").fit(points).labels_
    if peer == "sklearn-dbscan-folded":
        from sklearn.cluster import DBSCAN

        def folded(points):
            distinct, inverse, counts = fold(points)
            model = DBSCAN(eps=eps, min_samples=min_points, algorithm="kd_tree")
            return model.fit(distinct, sample_weight=counts).labels_[inverse]

        return folded
    if peer == "sklearn-hdbscan":
        from sklearn.cluster import HDBSCAN

        return lambda points: HDBSCAN(min_samples=min_points, min_cluster_size=min_cluster_size, copy=True).fit(points).labels_
    if peer == "fast_hdbscan":
        from fast_hdbscan import HDBSCAN

        # The package does not count the point itself.
        return lambda points: HDBSCAN(min_samples=min_points - 1, min_cluster_size=min_cluster_size).fit(points).labels_
    if peer == "hdbscan":
        from hdbscan import HDBSCAN

        # Neither does this one.
        return lambda points: (
            HDBSCAN(min_samples=min_points - 1, min_cluster_size=min_cluster_size, core_dist_n_jobs=1).fit(points).labels_
        )
    raise SystemExit(f"no peer {peer}")


def best(cluster, points, cold, seconds):
    """Seconds of the fastest later call; calls too short for the clock are timed several at a time."""
    least, batch, each, spent, timed = float("inf"), 1, cold, 0.0, 0
    while timed < MOST_REPEATS and spent + batch * each < seconds:
        start = clock()
        for _ in range(batch):
            cluster(points)
        took = clock() - start
        spent += took
        each = took / batch
        if took < MEASURABLE:
            batch *= 2
        else:
            least = min(least, each)
            timed += 1
    return least


def main(peer, data_file, labels_file, rows, dimensions, eps, min_points, min_cluster_size, seconds):
    cluster = load(peer, float(eps), int(min_points), int(min_cluster_size))
    points = np.fromfile(data_file).reshape(int(rows), int(dimensions))
    baseline = peak_bytes()
    start = clock()
    labels = cluster(points)
    cold = clock() - start
    peak = peak_bytes()
    warm = best(cluster, points, cold, float(seconds))
    np.asarray(labels, dtype=np.int32).tofile(labels_file)
    print("cold", cold)
    print("warm", warm)
    print("baseline", baseline)
    print("peak", peak)


if sys.argv[1:] == ["--probe"]:
    probe()
else:
    import numpy as np

    main(*sys.argv[1:])
