package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.refusal.JobRefusedException.NotEnoughMemoryException;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs as wide as they may be start in little memory, and run to their end in it. */
class WideJobTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"128, 1, 1", "128, 2, 1", "128, 1, 3", "64, 3, 2"})
    void shouldRunInSmallHeap(String parallelism, String exchanges, String sources) throws Exception {
        ForkedJvm jvm = ForkedJvm.run(
                directory,
                List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                Program.class,
                parallelism,
                exchanges,
                sources);
        assertThat(jvm.exitValue()).as(jvm.output()).isZero();
        assertThat(jvm.output()).endsWith("every event counted\n");
    }

    @Test
    void shouldSayWhatDoesNotFitAndGoOn() throws Exception {
        ForkedJvm jvm = ForkedJvm.run(
                directory, List.of("-Xmx24m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), TooWide.class);
        assertThat(jvm.exitValue()).as(jvm.output()).isZero();
        assertThat(jvm.output())
                .contains(
                        "job 'wide' cannot start for want of memory (Java heap space): it has 1664 tasks with 196608 edges"
                                + " between them and 0 threads of its own, and the heap is ")
                .contains(" MB at most; start it with fewer tasks (JobOptions.parallelism, now 128, ")
                .endsWith("every event counted\n");
    }

    static final class TooWide {

        private TooWide() {}

        public static void main(String[] arguments) {
            AtomicLong counted = new AtomicLong();
            try (Engine engine = Engine.withWorkers(1)) {
                try {
                    engine.start(Program.pipeline(128, 12, 1, counted), JobOptions.parallelism(128));
                } catch (NotEnoughMemoryException e) {
                    System.out.println(e.getMessage());
                }
                engine.start(Program.pipeline(1, 1, 1, counted), JobOptions.parallelism(2))
                        .join();
            }
            Program.tell(counted, 1);
        }
    }

    static final class Program {

        private static final long EVENTS = 200_000;

        private Program() {}

        public static void main(String[] arguments) {
            int parallelism = Integer.parseInt(arguments[0]);
            int exchanges = Integer.parseInt(arguments[1]);
            int sources = Integer.parseInt(arguments[2]);
            AtomicLong counted = new AtomicLong();
            try (Engine engine = Engine.create()) {
                engine.start(pipeline(parallelism, exchanges, sources, counted), JobOptions.parallelism(parallelism))
                        .join();
            }
            tell(counted, sources);
        }

        static void tell(AtomicLong counted, int sources) {
            System.out.println(counted.get() == EVENTS * sources ? "every event counted" : "counted " + counted);
        }

        static Pipeline pipeline(int parallelism, int exchanges, int sources, AtomicLong counted) {
            Pipeline pipeline = Pipeline.create("wide");
            for (int source = 0; source < sources; source++) {
                EventStream<Long> events = pipeline.source(
                                "numbers-" + source,
                                Sources.generate(number -> number).count(EVENTS))
                        .parallelism(parallelism);
                for (int exchange = 0; exchange < exchanges; exchange++) {
                    events = events.keyBy(number -> number % 1_000, Long.class)
                            .process("count-" + source + "-" + exchange, Count::new);
                }
                events.to("out-" + source, Sinks.callback(number -> counted.incrementAndGet()));
            }
            return pipeline;
        }
    }

    private static final class Count extends KeyedProcess<Long, Long, Long> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Long number, KeyedContext<Long> context, Emitter<Long> out) {
            count.set(count.get() == null ? 1 : count.get() + 1);
            out.emit(number);
        }
    }
}
