package io.millrace;

import static io.millrace.FailureTest.EVENTS;
import static io.millrace.FailureTest.SEEDS;
import static io.millrace.FailureTest.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.FailureTest.Broken;
import io.millrace.graph.OperatorSpec;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorException;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.PushSource;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures of sources and sinks, and what those who feed a source learn of failures. */
class SourceAndSinkFailureTest {

    static Stream<Arguments> sources() {
        return Stream.of(
                arguments("open", new Numbers(EVENTS) {
                    @Override
                    public SourceReader<Integer> open(SourceContext context) {
                        throw new Broken();
                    }
                }),
                arguments("fetch", new Numbers(EVENTS) {
                    @Override
                    public SourceReader<Integer> open(SourceContext context) {
                        return new Reader() {
                            @Override
                            public Fetch fetch(Batch<Integer> batch) throws Exception {
                                Fetch fetched = super.fetch(batch);
                                if (fetched == Fetch.END) {
                                    throw new Broken();
                                }
                                return fetched;
                            }
                        };
                    }
                }),
                arguments("close", new Numbers(EVENTS) {
                    @Override
                    public SourceReader<Integer> open(SourceContext context) {
                        return new Reader() {
                            @Override
                            public void close() {
                                throw new Broken();
                            }
                        };
                    }
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sources")
    void shouldFailTheJobOnceWhenASourceFails(String name, Numbers source) {
        Seeds.check(SEEDS, seed -> {
            Lifecycle lifecycle = new Lifecycle();
            Pipeline pipeline = Pipeline.create("failing");
            pipeline.source("numbers", source)
                    .transform(lifecycle.operator())
                    .rebalance()
                    .transform(lifecycle.operator())
                    .to("sink", Sinks.discard());
            OperatorException failure = failureOf(pipeline, seed);
            assertThat(failure.operator()).isEqualTo("numbers");
            assertThat(failure).hasCauseInstanceOf(Broken.class).hasNoSuppressedExceptions();
            assertThat(lifecycle.isComplete()).isTrue();
        });
    }

    static Stream<Arguments> sinks() {
        return Stream.of(
                arguments("open", (Sink<Integer>) context -> {
                    throw new Broken();
                }),
                arguments("write", (Sink<Integer>) context -> batch -> {
                    throw new Broken();
                }),
                arguments("write of an event", Sinks.callback(FailureTest::failing)),
                arguments("finish", new FailingSink(true)),
                arguments("close", new FailingSink(false)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sinks")
    void shouldFailTheJobOnceWhenASinkFails(String name, Sink<Integer> sink) {
        Seeds.check(SEEDS, seed -> {
            Lifecycle lifecycle = new Lifecycle();
            Pipeline pipeline = Pipeline.create("failing");
            pipeline.source("numbers", new Numbers(EVENTS))
                    .transform(lifecycle.operator())
                    .to("sink", sink);
            OperatorException failure = failureOf(pipeline, seed);
            assertThat(failure.operator()).isEqualTo("sink");
            assertThat(failure).hasCauseInstanceOf(Broken.class).hasNoSuppressedExceptions();
            assertThat(lifecycle.isComplete()).isTrue();
        });
    }

    @Test
    void shouldTellThoseWhoPushWhenTheJobFailedBeforeTheSourceWasOpened() {
        Seeds.check(SEEDS, seed -> {
            PushSource<Integer> push = Sources.push(2);
            Pipeline pipeline = Pipeline.create("failing");
            pipeline.source("push", push)
                    .transform(OperatorSpec.<Integer, Integer>stateless("operator", () -> {
                        throw new Broken();
                    }))
                    .to("sink", Sinks.discard());
            failureOf(pipeline, seed);
            assertThatThrownBy(() -> push.emit(1)).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void shouldTellThoseWhoPushWhenTheJobWasCancelledBeforeItsFirstStep() {
        PushSource<Integer> push = Sources.push(2);
        Pipeline pipeline = Pipeline.create("cancelled");
        pipeline.source("push", push).to("sink", Sinks.discard());
        assertThat(Simulation.of(pipeline).cancel().state()).isEqualTo(JobState.CANCELLED);
        assertThatThrownBy(() -> push.emit(1)).isInstanceOf(IllegalStateException.class);
    }

    private record FailingSink(boolean atFinish) implements Sink<Integer> {
        @Override
        public int maxParallelism() {
            return 1;
        }

        @Override
        public SinkWriter<Integer> open(SinkContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(Batch<Integer> batch) {}

                @Override
                public void finish() {
                    if (atFinish) {
                        throw new Broken();
                    }
                }

                @Override
                public void close() {
                    if (!atFinish) {
                        throw new Broken();
                    }
                }
            };
        }
    }
}
