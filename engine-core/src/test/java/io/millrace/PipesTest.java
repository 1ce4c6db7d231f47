package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.job.JobState;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pipe in place of a file keeps whoever opens it waiting until somebody is at its other end. */
@Timeout(60)
class PipesTest {

    @TempDir
    private Path directory;

    private Path pipe() throws Exception {
        assumeThat(Path.of("/usr/bin/mkfifo")).exists();
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    @Test
    void shouldStartAndEndWhenNobodyIsAtTheOtherEnd() throws Exception {
        Path pipe = pipe();
        PushSource<String> push = Sources.push(4);
        Pipeline pipeline = Pipeline.create("lonely");
        pipeline.source("from-pipe", Sources.lines(pipe)).to("nothing", Sinks.discard());
        pipeline.source("numbered", Sources.numberedLines(pipe)).to("nothing-more", Sinks.discard());
        Path other = directory.resolve("other");
        assertThat(new ProcessBuilder("mkfifo", other.toString()).start().waitFor())
                .isZero();
        pipeline.source("push", push).to("to-pipe", Sinks.lines(other));
        try (Engine engine = Engine.withWorkers(1)) {
            // Were the pipes waited for, this would return after half a minute, and the job would never end.
            Job job = engine.start(pipeline);
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
            push.emit("one");
            job.cancel();
            assertThat(job.join()).isEqualTo(JobState.CANCELLED);
        }
    }

    @Test
    void shouldGiveEachLineAsSoonAsItIsThere() throws Exception {
        Path pipe = pipe();
        BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("piped");
        pipeline.source("lines", Sources.lines(pipe)).to("arrived", Sinks.queue(arrived));
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline);
            try (OutputStream writing = Files.newOutputStream(pipe)) {
                for (int line = 0; line < 3; line++) {
                    writing.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    assertThat(arrived.take()).isEqualTo("" + line);
                }
            }
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
        }
    }

    @Test
    void shouldStopWhileAPipeIsSilent() throws Exception {
        Path pipe = pipe();
        BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("silent-pipe");
        pipeline.source("lines", Sources.lines(pipe)).to("arrived", Sinks.queue(arrived));
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline);
            try (OutputStream writing = Files.newOutputStream(pipe)) {
                writing.write("one\n".getBytes(StandardCharsets.UTF_8));
                assertThat(arrived.take()).isEqualTo("one");
                job.stop();
                assertThat(job.join()).isEqualTo(JobState.FINISHED);
            }
        }
    }

    @Test
    void shouldWriteToWhoeverReads() throws Exception {
        Path pipe = pipe();
        Pipeline pipeline = Pipeline.create("writing");
        pipeline.source("numbers", Sources.of(1, 2, 3)).to("pipe", Sinks.lines(pipe));
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline);
            try (BufferedReader reading = Files.newBufferedReader(pipe)) {
                assertThat(reading.lines()).containsExactly("1", "2", "3");
            }
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
        }
    }
}
