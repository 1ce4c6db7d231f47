package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
        assertThat(jvm.output()).isEqualTo("every event counted\n");
    }

    static final class Program {

        private static final long EVENTS = 200_000;

        private Program() {}

        public static void main(String[] arguments) {
            int parallelism = Integer.parseInt(arguments[0]);
            int exchanges = Integer.parseInt(arguments[1]);
            int sources = Integer.parseInt(arguments[2]);
            AtomicLong counted = new AtomicLong();
            Pipeline pipeline = Pipeline.create("wide");
            for (int source = 0; source < sources; source++) {
                EventStream<Long> events = pipeline.source(
                                "numbers-" + source, Sources.generate(number -> number).count(EVENTS))
                        .parallelism(parallelism);
                for (int exchange = 0; exchange < exchanges; exchange++) {
                    events = events.keyBy(number -> number % 1_000, Long.class)
                            .process("count-" + source + "-" + exchange, Count::new);
                }
                events.to("out-" + source, Sinks.callback(number -> counted.incrementAndGet()));
            }
            try (Engine engine = Engine.create()) {
                engine.start(pipeline, JobOptions.parallelism(parallelism)).join();
            }
            System.out.println(
                    counted.get() == EVENTS * sources ? "every event counted" : "counted " + counted);
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
