package io.millrace.benchmarks.startup;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** What a child JVM does: one thing, then it prints a byte, and ends when its input does. */
public final class FreshJvm {

    private static final byte DONE = '.';

    /** The things to do. */
    public enum Task {
        /** The JVM alone, for comparison. */
        NOTHING {
            @Override
            void run() {
                done();
            }
        },
        /** A job that never has anything to do. */
        EMPTY {
            @Override
            void run() {
                Pipeline pipeline = Pipeline.create("empty");
                pipeline.source("nothing", context -> batch -> Fetch.WAIT).to("nowhere", Sinks.discard());
                Engine.create().start(pipeline);
                done();
            }
        },
        /** A job that maps a few numbers, until the first has come to its sink. */
        MAP {
            @Override
            void run() {
                Pipeline pipeline = Pipeline.create("first-result");
                pipeline.source("numbers", Sources.of(1, 2, 3))
                        .map(number -> number * 2)
                        .to("seen", Sinks.callback(number -> doneWith(number, 2)));
                Engine.create().start(pipeline).join();
            }
        },
        /** A job that counts a few numbers by key in windows, until the first count has come to its sink. */
        WINDOW {
            @Override
            void run() {
                Pipeline pipeline = Pipeline.create("first-result");
                pipeline.source("numbers", Sources.of(1L, 1L, 1L))
                        .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                        .keyBy(number -> number % 2)
                        .window(Windows.tumbling(Duration.ofSeconds(1)))
                        .aggregate("count", Aggregates.count())
                        .to("seen", Sinks.callback(result -> doneWith(result.value(), 3L)));
                Engine.create().start(pipeline, JobOptions.parallelism(2)).join();
            }
        };

        abstract void run();

        /** The name as the command line has it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private FreshJvm() {}

    /**
     * Does it.
     *
     * @param arguments the name of the task
     * @throws IOException if the parent's pipe breaks
     */
    public static void main(String[] arguments) throws IOException {
        Task.valueOf(arguments[0]).run();
        int end = System.in.read();
        System.exit(end < 0 ? 0 : 1);
    }

    private static void doneWith(Object result, Object expected) {
        if (result.equals(expected)) {
            done();
        }
    }

    private static void done() {
        System.out.write(DONE);
        System.out.flush();
    }
}
