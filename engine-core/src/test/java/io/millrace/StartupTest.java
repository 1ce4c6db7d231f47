package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.TestJvm;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the first job of a JVM makes the JDK load, each of which takes tens of milliseconds. */
class StartupTest {

    private static final List<String> LOADING =
            Stream.concat(TestJvm.SMALL.stream(), Stream.of("-Xlog:class+load")).toList();

    /** Runs one job. */
    public static final class FirstJob {

        private FirstJob() {}

        public static void main(String[] arguments) {
            Pipeline pipeline = Pipeline.create("first");
            pipeline.source("numbers", Sources.of(1, 2, 3))
                    .map(number -> number * 2)
                    .rebalance()
                    .to("out", Sinks.discard());
            try (Engine engine = Engine.withWorkers(2)) {
                engine.start(pipeline, JobOptions.parallelism(2)).join();
            }
        }
    }

    @Test
    void shouldLoadEventsOfFlightRecorderOnlyWhereItIsUsed() throws Exception {
        assertThat(loaded()).contains("io.millrace.runtime.flight.TaskFlight").doesNotContain("jdk.jfr.Event");
    }

    @Test
    void shouldNotHashOrCompareRecords() throws Exception {
        assertThat(loaded()).doesNotContain("java.lang.runtime.ObjectMethods");
    }

    private static List<String> loaded() throws IOException, InterruptedException {
        Process jvm = TestJvm.command(LOADING, FirstJob.class.getName()).start();
        List<String> lines = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" source: "))
                .map(line -> line.replaceAll("^(\\[[^]]*])* *", "").replaceAll(" source: .*", ""))
                .toList();
        assertThat(jvm.waitFor()).isZero();
        return lines;
    }
}
