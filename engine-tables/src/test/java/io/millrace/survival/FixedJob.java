package io.millrace.survival;

import static java.time.Duration.ofMillis;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The jobs whose every call to the disk is disturbed, and what they have to write. */
enum FixedJob {
    COUNT_PER_KEY {
        @Override
        Pipeline pipeline(Path input) {
            Pipeline pipeline = Pipeline.create("count");
            pipeline.source("numbers", Sources.generate(index -> index).count(EVENTS))
                    .keyBy(number -> number % KEYS, Long.class)
                    .process("count", Counting::new)
                    .to("out", Sinks.lines(OUT));
            return pipeline;
        }

        @Override
        List<String> expected() {
            List<String> expected = new ArrayList<>();
            for (long i = 0; i < EVENTS; i++) {
                expected.add(i % KEYS + ":" + (i / KEYS + 1));
            }
            return expected;
        }
    },

    WINDOWS_OF_TWO_SOURCES {
        @Override
        Pipeline pipeline(Path input) {
            Pipeline pipeline = Pipeline.create("merged");
            EventStream<Long> even = numbers(pipeline, "even", 0);
            EventStream<Long> odd = numbers(pipeline, "odd", 1);
            even.merge(odd)
                    .keyBy(number -> number % KEYS, Long.class)
                    .window(Windows.sliding(ofMillis(8), ofMillis(4)))
                    .aggregate("sum", Aggregates.sumLong(number -> number))
                    .map(window -> window.key() + "@" + window.start().toEpochMilli() + ":" + window.value())
                    .to("out", Sinks.lines(OUT));
            return pipeline;
        }

        private EventStream<Long> numbers(Pipeline pipeline, String name, int first) {
            return pipeline.source(
                            name, Sources.generate(index -> 2 * index + first).count(EVENTS / 2))
                    .timestamps(Timestamps.millis(number -> number), Watermarks.ascending());
        }

        @Override
        List<String> expected() {
            return sums(4);
        }
    },

    LINES_TO_WINDOWS_TO_LINES {
        @Override
        Pipeline pipeline(Path input) {
            Pipeline pipeline = Pipeline.create("lines");
            pipeline.source("lines", Sources.lines(input))
                    .map(Long::parseLong)
                    .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                    .keyBy(number -> number % KEYS, Long.class)
                    .window(Windows.tumbling(ofMillis(8)))
                    .aggregate("sum", Aggregates.sumLong(number -> number))
                    .map(window -> window.key() + "@" + window.start().toEpochMilli() + ":" + window.value())
                    .to("out", Sinks.lines(OUT));
            return pipeline;
        }

        @Override
        List<String> expected() {
            return sums(8);
        }
    };

    static final Path OUT = Path.of("/out/results");
    static final int EVENTS = 40;
    private static final int KEYS = 3;

    /**
     * The job.
     *
     * @param input a file with the numbers up to {@link #EVENTS}, line by line
     */
    abstract Pipeline pipeline(Path input);

    /** What is in the file in the end, in any order. */
    abstract List<String> expected();

    /** The sums of windows of 8 milliseconds. */
    private static List<String> sums(long slide) {
        Map<String, Long> sums = new TreeMap<>();
        for (long number = 0; number < EVENTS; number++) {
            for (long start = number - number % slide; start > number - 8; start -= slide) {
                sums.merge(number % KEYS + "@" + start, number, Long::sum);
            }
        }
        return sums.entrySet().stream()
                .map(sum -> sum.getKey() + ":" + sum.getValue())
                .toList();
    }

    private static final class Counting extends KeyedProcess<Long, Long, String> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<String> out) {
            count.set(count.getOr(0L) + 1);
            out.emit(context.key() + ":" + count.get());
        }
    }
}
