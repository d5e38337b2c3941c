# Rscript peer.R PEER DATA LABELS ROWS DIMENSIONS EPS MIN_POINTS MIN_CLUSTER_SIZE SECONDS
# Rscript peer.R --probe
#
# One R peer in a process of its own; measure-peer.mjs says what it prints. With --probe, the version that is there.

most_repeats <- 10
# Seconds: from here on the coarsest clock is good enough.
measurable <- 0.1
arguments <- commandArgs(TRUE)

clock <- function() {
  if (Sys.getenv("WINNOW_BENCH_CLOCK") == "processor") return(sum(proc.time()[1:2]))
  as.numeric(Sys.time())
}

peak_bytes <- function() {
  if (!file.exists("/proc/self/status")) return(sum(gc()[, 6]) * 2^20)
  status <- readLines("/proc/self/status")
  as.numeric(gsub("[^0-9]", "", grep("^VmHWM:", status, value = TRUE))) * 1024
}

if (identical(arguments, "--probe")) {
  if (requireNamespace("dbscan", quietly = TRUE)) cat("dbscan", as.character(packageVersion("dbscan")), "\n")
} else {
  suppressMessages(library(dbscan))
  numbers <- as.numeric(arguments[4:9])
  rows <- numbers[1]
  dimensions <- numbers[2]
  cluster <- switch(arguments[1],
    "r-dbscan" = function(points) dbscan::dbscan(points, eps = numbers[3], minPts = numbers[4])$cluster,
    # The package has one number for both the neighbourhood and the smallest cluster.
    "r-hdbscan" = function(points) dbscan::hdbscan(points, minPts = numbers[4])$cluster
  )
  points <- matrix(readBin(arguments[2], "double", rows * dimensions), ncol = dimensions, byrow = TRUE)
  baseline <- peak_bytes()
  start <- clock()
  labels <- cluster(points)
  cold <- clock() - start
  peak <- peak_bytes()
  # The fastest later call; calls too short for the clock are timed several at a time.
  warm <- Inf
  batch <- 1
  each <- cold
  spent <- 0
  timed <- 0
  while (timed < most_repeats && spent + batch * each < numbers[6]) {
    start <- clock()
    for (i in seq_len(batch)) cluster(points)
    took <- clock() - start
    spent <- spent + took
    each <- took / batch
    if (took < measurable) {
      batch <- 2 * batch
    } else {
      warm <- min(warm, each)
      timed <- timed + 1
    }
  }
  writeBin(as.integer(labels) - 1L, arguments[3])
  cat("cold", cold, "\n")
  cat("warm", warm, "\n")
  cat("baseline", baseline, "\n")
  cat("peak", peak, "\n")
}
