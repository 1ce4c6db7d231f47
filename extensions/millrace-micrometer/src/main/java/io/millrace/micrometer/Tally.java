package io.millrace.micrometer;

import io.millrace.micrometer.Metric.Kind;
import io.millrace.micrometer.Sample.Amount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a job has counted over all its attempts, as far as somebody looked. */
final class Tally {

    /** What earlier attempts have counted. */
    private final Map<Sample.Key, Amount> before = new HashMap<>();

    private final Map<Sample.Key, Amount> counted = new HashMap<>();
    private final Map<Sample.Key, Amount> gauges = new HashMap<>();
    private int attempt;

    /** A look at the job. */
    void take(int ofAttempt, List<Sample> samples) {
        if (ofAttempt != attempt) {
            attempt = ofAttempt;
            settle();
        }
        gauges.clear();
        for (Sample sample : samples) {
            if (sample.key().metric().kind() == Kind.GAUGE) {
                gauges.put(sample.key(), sample.amount());
            } else {
                counted.merge(sample.key(), sample.amount(), (last, now) -> now.atLeast(last));
            }
        }
    }

    /** What begins anew is over. */
    private void settle() {
        counted.entrySet().removeIf(entry -> {
            boolean beginsAnew = entry.getKey().metric().kind() == Kind.ATTEMPT_COUNTER;
            if (beginsAnew) {
                before.merge(entry.getKey(), entry.getValue(), Amount::plus);
            }
            return beginsAnew;
        });
    }

    /** The job is gone; what it has counted is counted on by those of its name. */
    void addCountsTo(Map<Sample.Key, Amount> sums) {
        before.forEach((key, amount) -> sums.merge(key, amount, Amount::plus));
        counted.forEach((key, amount) -> sums.merge(key, amount, Amount::plus));
    }

    /** What is as of now. */
    Map<Sample.Key, Amount> gauges() {
        return gauges;
    }
}
