package io.millrace.window.golden;

import io.millrace.snapshot.OperatorInfo;
import io.millrace.snapshot.OperatorInfo.StateInfo;
import io.millrace.snapshot.Snapshot;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.serde.Type;
import io.millrace.state.store.Disk;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Directories of snapshots among the test resources, each with texts that say what is in them. */
final class Corpus {

    static final Path ROOT = Path.of("src", "test", "resources", "golden");

    private static final Path PLACE = Path.of("/snapshots");
    private static final Type<String> KEYS = Type.of(String.class);

    private Corpus() {}

    /** The versions of the format, each a directory. */
    static List<Path> versions() throws IOException {
        try (Stream<Path> versions = Files.list(ROOT)) {
            return versions.sorted().toList();
        }
    }

    /** A job, not yet started, on a disk with the snapshots of a version. */
    static Simulation restored(Path version, String from) throws IOException {
        Simulation run = Simulation.of(GoldenJob.pipeline());
        copy(version.resolve("snapshots"), run.disk());
        return run.snapshots(Snapshots.in(run.disk(), PLACE).onDemand().from(from));
    }

    private static void copy(Path from, SimulatedDisk to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = PLACE.resolve(from.relativize(file).toString());
                to.makeDirectory(target.getParent());
                try (Disk.File open = to.create(target)) {
                    open.append(ByteBuffer.wrap(Files.readAllBytes(file)));
                    open.force();
                }
            }
        }
        to.forceAll();
    }

    static void copy(SimulatedDisk from, Path to) throws IOException {
        for (Path directory : from.list(PLACE)) {
            if (!directory.getFileName().toString().matches("\\d+")) {
                continue; // not a snapshot
            }
            for (Path file : from.list(directory)) {
                Path target = to.resolve(PLACE.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.write(target, from.content(file));
            }
        }
    }

    /** What all sinks of the job have been given, in an order that does not depend on chance. */
    static List<String> results(Simulation run) {
        List<String> results = new ArrayList<>();
        GoldenJob.pipeline().graph().nodes().stream()
                .map(node -> node.name())
                .filter(name -> name != null && name.endsWith("-lines"))
                .forEach(sink -> run.output(sink).forEach(line -> results.add(sink + ": " + line)));
        results.sort(null);
        return results;
    }

    /** What a snapshot has, in one line for each state and each key of the ledger. */
    static List<String> contents(Snapshot snapshot) throws IOException {
        List<String> lines = new ArrayList<>();
        for (OperatorInfo operator : snapshot.operators()) {
            for (StateInfo state : operator.states()) {
                lines.add(operator.name() + " / " + state);
            }
        }
        lines.add("position " + snapshot.positions("trades"));
        lines.add("last " + sorted(snapshot.values("ledger", KEYS, Ledger.LAST)));
        lines.add("total " + sorted(snapshot.values("ledger", KEYS, Ledger.TOTAL)));
        lines.add("recent " + sorted(snapshot.lists("ledger", KEYS, Ledger.RECENT)));
        Map<String, Map<Trade.Kind, Long>> kinds = new TreeMap<>();
        snapshot.maps("ledger", KEYS, Ledger.KINDS).forEach((key, map) -> kinds.put(key, new TreeMap<>(map)));
        lines.add("kinds " + kinds);
        lines.add("quiet " + sorted(snapshot.timers("ledger", "quiet", String.class)));
        lines.add("review " + sorted(snapshot.timers("ledger", "review", String.class)));
        return lines;
    }

    private static <V> Map<String, V> sorted(Map<String, V> map) {
        return new TreeMap<>(map);
    }
}
