package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.job.JobState;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.testing.SimulatedDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for a thread of the engine is refused on such threads, at once, and says what to do instead. */
@Timeout(60)
class CallsFromWithinTest {

    private final PushSource<Integer> numbers = Sources.push(16);
    private final CompletableFuture<Job> started = new CompletableFuture<>();
    private final CompletableFuture<Map<String, Throwable>> met = new CompletableFuture<>();

    private static Map<String, Throwable> call(Engine engine, Job job) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("join", job::join);
        calls.put("join in time", () -> job.join(Duration.ofDays(1)));
        calls.put("close", job::close);
        calls.put("snapshot", job::snapshot);
        calls.put("named snapshot", () -> job.snapshot("name"));
        calls.put("explain", () -> job.explain("map-1", 1));
        calls.put("keyState", () -> job.keyState("map-1", 1));
        calls.put("close engine", engine::close);
        calls.put("stop and join", () -> {
            job.stop();
            job.join();
        });
        Map<String, Throwable> thrown = new LinkedHashMap<>();
        calls.forEach((name, each) -> thrown.put(name, catchThrowable(each)));
        return thrown;
    }

    private Job start(Engine engine, Pipeline pipeline) {
        Job job = engine.start(
                pipeline,
                JobOptions.parallelism(1)
                        .withSnapshots(Snapshots.in(new SimulatedDisk(), Path.of("/snapshots"))
                                .onDemand()));
        started.complete(job);
        return job;
    }

    private void assertAllRefused() throws Exception {
        assertThat(met.get())
                .allSatisfy((name, thrown) -> assertThat(thrown)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("which would wait for itself; "));
    }

    @Test
    void shouldRefuseOnWorkers() throws Exception {
        try (Engine engine = Engine.withWorkers(1)) {
            Pipeline pipeline = Pipeline.create("within");
            pipeline.source("numbers", numbers)
                    .peek(number -> met.complete(call(engine, started.get())))
                    .to("nothing", Sinks.discard());
            Job job = start(engine, pipeline);
            numbers.emit(1);
            assertAllRefused();
            assertThat(job.join()).as("it was told to stop").isEqualTo(JobState.FINISHED);
        }
    }

    @Test
    void shouldRefuseOnThreadsOfSinks() throws Exception {
        try (Engine engine = Engine.withWorkers(1)) {
            Pipeline pipeline = Pipeline.create("within");
            pipeline.source("numbers", numbers)
                    .to("calls", Sinks.blockingCallback(number -> met.complete(call(engine, started.get()))));
            Job job = start(engine, pipeline);
            numbers.emit(1);
            assertAllRefused();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
        }
    }

    @Test
    void shouldRefuseWhereTheEndIsTold() throws Exception {
        try (Engine engine = Engine.withWorkers(1)) {
            Pipeline pipeline = Pipeline.create("within");
            pipeline.source("numbers", numbers).to("nothing", Sinks.discard());
            Job job = start(engine, pipeline);
            CompletableFuture<Void> told = job.onEnd()
                    .thenAccept(state -> met.complete(call(engine, job)))
                    .toCompletableFuture();
            job.cancel();
            assertAllRefused();
            told.get();
        }
    }
}
