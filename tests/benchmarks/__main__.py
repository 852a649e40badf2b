"""`make bench`: every figure of the README, each a ratio taken in one run."""

from tests.benchmarks import bench_saving

if __name__ == "__main__":
    bench_saving.main()
