package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.JobState;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots and restarts on real threads and a real disk. */
@Timeout(60)
@Tag("machine")
class EngineSnapshotsTest {

    @TempDir
    Path directory;

    private final PushSource<Long> numbers = Sources.push(64);
    private final BlockingQueue<Long> results = new LinkedBlockingQueue<>();

    private Pipeline pipeline(PushSource<Long> source) {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("numbers", source).to("results", Sinks.queue(results));
        return pipeline;
    }

    private JobOptions onDemand() {
        return JobOptions.parallelism(2).withSnapshots(Snapshots.in(directory).onDemand());
    }

    @Test
    void shouldTakeSnapshotsOnDemandAndKeepNamedOnes() throws Exception {
        try (Engine engine = Engine.withWorkers(2)) {
            Job job = engine.start(
                    pipeline(numbers),
                    JobOptions.parallelism(2)
                            .withSnapshots(Snapshots.in(directory).onDemand().keep(1)));
            numbers.emit(1L);
            assertThat(results.take()).isEqualTo(1);
            SnapshotInfo named = job.snapshot("before-upgrade");
            for (int i = 0; i < 5; i++) {
                numbers.emit(2L);
                assertThat(job.snapshot().id()).isGreaterThan(named.id());
            }
            assertThat(job.metrics().snapshots().completed()).isEqualTo(6);
            job.stop();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            PushSource<Long> again = Sources.push(4);
            Job second = engine.start(
                    pipeline(again),
                    JobOptions.parallelism(2)
                            .withSnapshots(Snapshots.in(directory).onDemand().from("before-upgrade")));
            assertThat(second.restoredFrom()).map(SnapshotInfo::id).contains(named.id());
            again.complete();
            assertThat(second.join()).isEqualTo(JobState.FINISHED);
        }
    }

    @Test
    void shouldAnswerWhenClosedWhileASnapshotIsInFlight() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("numbers", numbers).to("slow", Sinks.blockingCallback(event -> {
            writing.countDown();
            release.await();
        }));
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline, onDemand());
            numbers.emit(1L);
            writing.await();
            CompletableFuture<SnapshotInfo> snapshot = CompletableFuture.supplyAsync(job::snapshot);
            job.close();
            assertThat(job.state()).isEqualTo(JobState.CANCELLED);
            assertThatThrownBy(snapshot::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(SnapshotFailedException.class)
                    .hasMessageContaining("no snapshot can be taken");
        }
    }

    @Test
    void shouldSaySoWhenAnotherJobUsesTheDirectory() {
        try (Engine engine = Engine.withWorkers(1)) {
            Job first = engine.start(pipeline(numbers), onDemand());
            assertThatThrownBy(() -> engine.start(pipeline(Sources.push(4)), onDemand()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("job 'job' cannot use its snapshots in " + directory);
            assertThat(first.state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void shouldSaySoAtTheStartWhenTheDirectoryCannotBeWritten() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        try (Engine engine = Engine.withWorkers(1)) {
            assertThatThrownBy(() -> engine.start(
                            pipeline(numbers),
                            JobOptions.parallelism(1).withSnapshots(Snapshots.in(file.resolve("snapshots")))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("job 'job' cannot use its snapshots in " + file.resolve("snapshots"));
        }
    }

    @Test
    void shouldStartAgainFromTheLatestSnapshot() throws Exception {
        AtomicInteger left = new AtomicInteger(2);
        Path lines = directory.resolve("lines");
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("numbers", Sources.generate(index -> index).count(20_000))
                .map(number -> {
                    if (number == 9_999L * left.get() / 2 && left.getAndDecrement() > 0) {
                        throw new IllegalStateException("on purpose");
                    }
                    return "" + number;
                })
                .to("lines", Sinks.lines(lines));
        try (Engine engine = Engine.withWorkers(2)) {
            Job job = engine.start(
                    pipeline,
                    JobOptions.parallelism(2)
                            .withSnapshots(
                                    Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(1)))
                            .withRestart(Restart.fixedDelay(3, Duration.ofMillis(1))));
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            assertThat(Files.readAllLines(lines)).hasSize(20_000).doesNotHaveDuplicates();
        }
    }
}
