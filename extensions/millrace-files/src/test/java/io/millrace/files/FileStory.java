package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.state.testing.SimulatedCrash;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/** Records go into files and out of them, on a simulated disk that fails and crashes, while somebody looks at it. */
final class FileStory {

    static final Path DIRECTORY = Path.of("/disk/out").toAbsolutePath();

    private static final int MOST_STARTS = 60;

    private final SplittableRandom random;
    private final Function<Integer, FileSink<Sample>> sinks;

    /** What was seen in files that are no more hidden. */
    private final Map<String, String> seen = new HashMap<>();

    private Simulation simulation;
    int starts;

    FileStory(SplittableRandom random, Function<Integer, FileSink<Sample>> sinks) {
        this.random = random;
        this.sinks = sinks;
    }

    SimulatedDisk disk() {
        return simulation.disk();
    }

    /** Writes records, whatever happens. */
    void write(List<Sample> records) {
        run(() -> {
            Pipeline pipeline = Pipeline.create("writes");
            int writers = random.nextInt(1, 4);
            EventStream<Sample> samples = pipeline.source("in", Sources.collection(records))
                    .typed(Sample.class)
                    .timestamps(Timestamps.millis(Sample::id), Watermarks.ascending());
            samples.rebalance().filter(sample -> true).parallelism(writers).to("files", sinks.apply(writers));
            return pipeline;
        });
    }

    /** Reads them again, whatever happens; returns what has come out. */
    List<Object> read(FileSource<Sample> source) {
        run(() -> {
            Pipeline pipeline = Pipeline.create("reads");
            pipeline.source("files", source).parallelism(random.nextInt(1, 4)).to("out", Sinks.discard());
            return pipeline;
        });
        return simulation.output("out");
    }

    private void run(Supplier<Pipeline> pipelines) {
        Path snapshots = Path.of("/snapshots" + starts).toAbsolutePath();
        start(pipelines, snapshots);
        disk().plan(faults());
        Exception last = null;
        for (int start = 0; start < MOST_STARTS; start++) {
            if (start > 5) {
                disk().plan(DiskFaults.none());
            }
            try {
                while (!simulation.steps(random.nextInt(1, 60)).state().isTerminal()) {
                    look();
                    simulation.clock().advance(Duration.ofMillis(1));
                    if (random.nextInt(400) == 0) {
                        simulation.crashAndRestore();
                    }
                }
                look();
                return;
            } catch (SimulationException | IllegalStateException e) {
                assertThat(disk().faults()).as("what explains " + e).isNotEmpty();
                last = e;
                if (!goesOn()) {
                    start(pipelines, snapshots);
                }
            }
        }
        throw new AssertionError("does not end: " + simulation, last);
    }

    /** A job that has failed closes; one that could not start is begun once more. */
    private boolean goesOn() {
        try {
            simulation.settle();
            return true;
        } catch (SimulationException | IllegalStateException e) {
            return false;
        }
    }

    private void start(Supplier<Pipeline> pipelines, Path snapshots) {
        Pipeline pipeline = pipelines.get();
        boolean first = simulation == null;
        simulation = (first ? Simulation.of(pipeline).seed(random.nextLong()) : simulation.next(pipeline))
                .restart(Restart.fixedDelay(3, Duration.ZERO));
        simulation.snapshots(Snapshots.in(disk(), snapshots).every(Duration.ofMillis(2)));
        if (first) {
            try {
                disk().makeDirectory(DIRECTORY);
                disk().forceAll();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        starts++;
    }

    private DiskFaults faults() {
        DiskFaults faults = DiskFaults.random(random.nextLong());
        if (random.nextInt(4) > 0) {
            faults = faults.at(random.nextInt(1, 300), DiskFault.CRASH);
        }
        if (random.nextInt(3) == 0) {
            faults = faults.with(DiskFault.CRASH, 0.005);
        }
        for (DiskFault each : List.of(
                DiskFault.FAILED_CALL,
                DiskFault.FAILED_AFTER_EFFECT,
                DiskFault.TORN_WRITE,
                DiskFault.FAILED_FORCE,
                DiskFault.FAILED_MOVE,
                DiskFault.FAILED_AFTER_MOVE)) {
            if (random.nextInt(4) == 0) {
                faults = faults.with(each, 0.01);
            }
        }
        return faults;
    }

    /** What is there under a name that is not hidden was whole from the beginning. */
    private void look() {
        try {
            for (Path file : files(DIRECTORY)) {
                String content = new String(disk().content(file), StandardCharsets.ISO_8859_1);
                String before = seen.putIfAbsent(file.toString(), content);
                assertThat(before == null || before.equals(content))
                        .as(file + " has changed")
                        .isTrue();
            }
        } catch (IOException | SimulatedCrash e) {
            // The disk, at a call of who looks.
        }
    }

    private List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : disk().list(directory)) {
            if (path.getFileName().toString().startsWith(".")) {
                continue;
            }
            if (disk().isDirectory(path)) {
                files.addAll(files(path));
            } else {
                files.add(path);
            }
        }
        return files;
    }

    /** The names of all files, hidden ones too. */
    List<String> hidden(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path path : disk().list(directory)) {
            if (disk().isDirectory(path)) {
                names.addAll(hidden(path));
            } else if (path.getFileName().toString().startsWith(".")) {
                names.add(path.getFileName().toString());
            }
        }
        return names;
    }

    /** Nothing fails any more; who looked last may have been met by a crash that nobody else was. */
    void calm() {
        disk().plan(DiskFaults.none());
        if (disk().hasCrashed()) {
            disk().kill();
        }
    }

    @Override
    public String toString() {
        return simulation + " after " + starts + " starts";
    }
}
