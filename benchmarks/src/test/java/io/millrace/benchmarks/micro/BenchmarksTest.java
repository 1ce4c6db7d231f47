package io.millrace.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark once: each checks its result itself. */
@Isolated("the tally is that of the JVM")
@Execution(ExecutionMode.SAME_THREAD)
class BenchmarksTest {

    /** The least work, where there is a choice; other benchmarks run with all of their parameters. */
    private static final Map<String, Map<String, String>> PARAMETERS = Map.ofEntries(
            Map.entry("CallBenchmark", Map.of("ordered", "true")),
            Map.entry("ChainBenchmark", Map.of("maps", "3", "polluted", "false")),
            Map.entry("CoGroupBenchmark", Map.of("users", "1000")),
            Map.entry("ExchangeLatencyBenchmark", Map.of("rate", "1000", "seconds", "1")),
            Map.entry("FraudLatencyBenchmark", Map.of("rate", "1000", "seconds", "1")),
            Map.entry("HopBenchmark", Map.of("batch", "1", "hops", "1000")),
            Map.entry("JoinBenchmark", Map.of("keys", "THOUSAND")),
            Map.entry("KeyedStateBenchmark", Map.of("keys", "1")),
            Map.entry("SmallVerbBenchmark", Map.of("keys", "1000")),
            Map.entry("StateSnapshotBenchmark", Map.of("keys", "10000", "state", "count")),
            Map.entry("TrailingBenchmark", Map.of("sizeMillis", "1000")),
            Map.entry("ViewBenchmark", Map.of("keys", "1000")),
            Map.entry("WindowBenchmark", Map.of("kind", "SLIDING_10", "due", "RESULTS")),
            Map.entry("WorkloadBenchmark", Map.of("workload", "stateless")));

    static {
        // Another build on the machine may run benchmarks too: nothing is measured here.
        System.setProperty("jmh.ignoreLock", "true");
        System.setProperty(Part.PROPERTY, "true");
    }

    static Stream<String> benchmarkClasses() {
        return BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
                .stream()
                .map(BenchmarkListEntry::getUserClassQName)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream();
    }

    @ParameterizedTest
    @MethodSource("benchmarkClasses")
    void shouldRunWithRightResults(String benchmarkClass) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmarkClass) + "\\.")
                .mode(Mode.SingleShotTime)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        String name = benchmarkClass.substring(benchmarkClass.lastIndexOf('.') + 1);
        PARAMETERS.getOrDefault(name, Map.of()).forEach(options::param);

        assertThat(new Runner(options.build()).run()).isNotEmpty();
    }
}
