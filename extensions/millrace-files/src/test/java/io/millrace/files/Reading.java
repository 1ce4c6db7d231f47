package io.millrace.files;

import io.millrace.Pipeline;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.state.store.Disk;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What comes of a file.
 *
 * @param records in order
 * @param problems the messages of those that were rejected, in order
 */
record Reading(List<Object> records, List<String> problems) {

    static final Path FILE = Path.of("/in/a.txt").toAbsolutePath();

    static Reading of(FileFormat<?> format, String content) throws IOException {
        return of(format, content.getBytes(StandardCharsets.UTF_8));
    }

    static Reading of(FileFormat<?> format, byte[] content) throws IOException {
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("in", FileSource.of(FILE, format))
                .onError(Errors.deadLetter())
                .to("out", Sinks.discard());
        pipeline.deadLetters().to("bad", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(content.length);
        put(run.disk(), FILE, content);
        run.run();
        return new Reading(
                List.copyOf(run.output("out")),
                run.output("bad").stream()
                        .map(letter -> ((DeadLetter) letter).error().toString())
                        .toList());
    }

    static void put(Disk disk, Path file, byte[] content) throws IOException {
        disk.makeDirectory(file.getParent());
        try (Disk.File written = disk.create(file)) {
            written.append(ByteBuffer.wrap(content));
            written.force();
        }
        disk.forceDirectory(file.getParent());
    }
}
