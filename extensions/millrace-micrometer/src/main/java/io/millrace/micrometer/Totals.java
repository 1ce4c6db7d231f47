package io.millrace.micrometer;

import io.micrometer.core.instrument.Tags;
import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.metrics.JobMetrics;
import io.millrace.micrometer.Sample.Amount;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the jobs of an engine tell, by name of the job: counts are those of all jobs of a name, and go on when one follows another; of
 * all else the one that was started last has its say. Not thread-safe.
 */
final class Totals {

    private final Engine engine;
    private final Tags common;
    private final OwnNames names = new OwnNames();

    /** In the order in which they were started. */
    private final Map<Job, Tally> jobs = new LinkedHashMap<>();

    /** What those have counted that the engine does not list any more, by name. */
    private final Map<String, Map<Sample.Key, Amount>> gone = new HashMap<>();

    Totals(Engine engine, Tags common) {
        this.engine = engine;
        this.common = common;
    }

    /** One look at each job. */
    Map<Sample.Key, Amount> look() {
        List<Job> listed = engine.jobs();
        forgetAllBut(listed);
        Map<Sample.Key, Amount> all = new HashMap<>();
        for (Job job : listed) {
            JobMetrics metrics = job.metrics();
            Tally tally = jobs.computeIfAbsent(job, unused -> new Tally());
            tally.take(metrics.attempt(), JobSamples.of(metrics, names, common));
            tally.addCountsTo(all);
            all.putAll(tally.gauges());
        }
        gone.values().forEach(counts -> counts.forEach((key, amount) -> all.merge(key, amount, Amount::plus)));
        return all;
    }

    private void forgetAllBut(List<Job> listed) {
        Set<String> named = listed.stream().map(Job::name).collect(Collectors.toSet());
        Set<Job> left = Set.copyOf(listed);
        jobs.entrySet().removeIf(entry -> {
            boolean isGone = !left.contains(entry.getKey());
            if (isGone) {
                entry.getValue().addCountsTo(gone.computeIfAbsent(entry.getKey().name(), unused -> new HashMap<>()));
            }
            return isGone;
        });
        gone.keySet().retainAll(named);
    }
}
