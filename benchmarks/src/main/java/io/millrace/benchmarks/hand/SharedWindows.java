package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where threads leave what they have counted in a window; the last of them adds it up. Thread-safe. */
final class SharedWindows {

    private final int threads;
    private final Map<Long, List<UserCounts>> shares = new HashMap<>();

    SharedWindows(int threads) {
        this.threads = threads;
    }

    /** @param counts not to be changed any more */
    void add(long start, UserCounts counts) {
        List<UserCounts> complete;
        synchronized (this) {
            List<UserCounts> found = shares.computeIfAbsent(start, unused -> new ArrayList<>());
            found.add(counts);
            complete = found.size() == threads ? shares.remove(start) : null;
        }
        if (complete != null) {
            emit(start, complete);
        }
    }

    private static void emit(long start, List<UserCounts> shares) {
        UserCounts sum = shares.get(0);
        for (UserCounts share : shares.subList(1, shares.size())) {
            share.forEach(sum::add);
        }
        long[] checksum = new long[1];
        sum.forEach((user, count) -> checksum[0] += Checksum.of(user, start, count));
        Tally.add(sum.size(), checksum[0]);
    }
}
