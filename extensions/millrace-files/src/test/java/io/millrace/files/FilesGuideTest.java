package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Errors;
import io.millrace.servers.LiveFolder;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.time.Watermarks;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the guide. */
class FilesGuideTest {

    // tag::record
    record Payment(
            @Column("payment_id") String id, String user, BigDecimal amount, Instant time, Optional<String> note) {}
    // end::record

    private static Pipeline pipeline(Path inbox, Path archive, Path out) {
        // tag::source
        Pipeline pipeline = Pipeline.create("payments");
        EventStream<Payment> payments = pipeline.source(
                        "payments",
                        FileSource.in(inbox, Csv.of(Payment.class))
                                .glob("*.csv{,.gz}")
                                .lookEvery(Duration.ofSeconds(1))
                                .moveWhenRead(archive))
                .onError(Errors.deadLetter())
                .timestamps(Payment::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(10)));
        pipeline.deadLetters().to("bad lines", Sinks.print());
        // end::source

        // tag::sink
        payments.filter(payment -> payment.amount().signum() > 0)
                .to(
                        "paid",
                        FileSink.in(out, JsonLines.of(Payment.class))
                                .compressed(Compression.GZIP)
                                .partitionedByTime("dt", "yyyy-MM-dd")
                                .rollAt(64 << 20));
        // end::sink
        return pipeline;
    }

    @Test
    void shouldRunAsTheGuideSays(@TempDir Path directory) throws Exception {
        Path inbox = Files.createDirectory(directory.resolve("inbox"));
        Path archive = directory.resolve("archive");
        Path out = Files.createDirectory(directory.resolve("out"));
        Files.writeString(
                inbox.resolve("a.csv"),
                "user,payment_id,amount,time\nU1,P1,12.50,2026-11-29T23:59:59Z\nU2,P2,-1,2026-11-30T00:00:00Z\n");
        Files.writeString(inbox.resolve(".b.csv"), "never");
        Files.writeString(inbox.resolve("b.csv.part"), "never");
        try (Engine engine = Engine.create()) {
            var job = engine.start(
                    pipeline(inbox, archive, out),
                    JobOptions.parallelism(1)
                            .withSnapshots(
                                    Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(100))));
            while (!Files.exists(archive.resolve("a.csv")) || files(out).isEmpty()) {
                assertThat(job.state().isTerminal()).isFalse();
                Thread.onSpinWait();
            }
            job.stop();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
        }
        assertThat(files(out)).hasSize(1).allMatch(name -> name.matches("dt=2026-11-29/paid-0001-000-000000.jsonl.gz"));
        assertThat(files(inbox)).containsExactly("b.csv.part");
    }

    private static List<String> files(Path directory) throws IOException {
        return LiveFolder.files(directory).stream()
                .filter(file -> !file.getFileName().toString().startsWith("."))
                .map(file -> directory.relativize(file).toString())
                .toList();
    }
}
