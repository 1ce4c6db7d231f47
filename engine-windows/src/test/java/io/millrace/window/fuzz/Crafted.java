package io.millrace.window.fuzz;

import io.millrace.snapshot.Snapshots;
import io.millrace.state.store.Disk;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The snapshots of a job, a whole one and a delta, and what its sink of lines has written, if it has one, of which a file is
 * changed and all checksums are made right.
 */
final class Crafted {

    static final Path PLACE = Path.of("/snapshots");

    private static final String MANIFEST = "MANIFEST";
    private static final int MANIFEST_HEADER = 12;

    private final Jobs.Job job;
    private final Map<Path, byte[]> files = new TreeMap<>();

    /** What is in place of some of the files when the process has died before the sink has committed. */
    private final Map<Path, byte[]> uncommitted = new TreeMap<>();

    Crafted(Jobs.Job job, int parallelism) throws IOException {
        this.job = job;
        Simulation run = Simulation.of(job.pipeline())
                .parallelism(parallelism)
                .batchSize(4)
                .seed(7);
        run.disk().makeDirectory(Jobs.OUTPUT.getParent());
        run.snapshots(Snapshots.in(run.disk(), PLACE).onDemand().keep(2));
        run.advance(Duration.ofMillis(170)).snapshot(null);
        byte[] before = output(run.disk());
        run.advance(Duration.ofMillis(90)).snapshot("latest");
        for (Path directory : run.disk().list(PLACE)) {
            if (!directory.endsWith("LOCK") && !directory.endsWith("ATTEMPT.1")) {
                for (Path file : run.disk().list(directory)) {
                    files.put(file, run.disk().content(file));
                }
            }
        }
        addOutput(before, output(run.disk()));
    }

    private static byte[] output(SimulatedDisk disk) throws IOException {
        return disk.exists(Jobs.OUTPUT) ? disk.content(Jobs.OUTPUT) : new byte[0];
    }

    private void addOutput(byte[] before, byte[] after) {
        if (after.length > 0) {
            files.put(Jobs.OUTPUT, after);
            uncommitted.put(Jobs.OUTPUT, before);
            uncommitted.put(
                    Jobs.OUTPUT.resolveSibling(Jobs.OUTPUT.getFileName() + "." + before.length + ".1.pending"),
                    Arrays.copyOfRange(after, before.length, after.length));
        }
    }

    Jobs.Job job() {
        return job;
    }

    /** The files as they are. */
    Map<Path, byte[]> intact() {
        return new TreeMap<>(files);
    }

    /** The files with something changed in one of them. */
    Map<Path, byte[]> changed(SplittableRandom random) {
        Map<Path, byte[]> changed = intact();
        if (random.nextBoolean()) {
            changed.putAll(uncommitted);
        }
        List<Path> paths = new ArrayList<>(changed.keySet());
        Path path = paths.get(random.nextInt(paths.size()));
        if (path.endsWith(MANIFEST)) {
            changed.put(path, changedManifest(files.get(path), random));
        } else if (!path.startsWith(PLACE)) {
            changed.put(path, Bytes.changed(changed.get(path), random));
        } else {
            byte[] file = new StateFile(files.get(path)).changed(random);
            changed.put(path, file);
            changed.replaceAll(
                    (other, bytes) -> other.endsWith(MANIFEST) ? naming(bytes, path, files.get(path), file) : bytes);
        }
        return changed;
    }

    private static byte[] changedManifest(byte[] manifest, SplittableRandom random) {
        byte[] body = Arrays.copyOfRange(manifest, MANIFEST_HEADER, manifest.length - 4);
        return manifest(manifest, Bytes.changed(body, random));
    }

    private static byte[] manifest(byte[] before, byte[] body) {
        ByteBuffer bytes = ByteBuffer.allocate(MANIFEST_HEADER + body.length + 4);
        bytes.put(before, 0, 8).putInt(body.length).put(body);
        return bytes.putInt(Bytes.checksum(bytes.array(), 0, bytes.position())).array();
    }

    /** A manifest that knows of the new length and checksum of a file. */
    private static byte[] naming(byte[] manifest, Path path, byte[] before, byte[] after) {
        byte[] old = reference(path, before);
        byte[] body = Arrays.copyOfRange(manifest, MANIFEST_HEADER, manifest.length - 4);
        for (int at = 0; at + old.length <= body.length; at++) {
            if (Arrays.equals(body, at, at + old.length, old, 0, old.length)) {
                body = Bytes.replaced(body, at, old.length, reference(path, after));
            }
        }
        return manifest(manifest, body);
    }

    private static byte[] reference(Path path, byte[] file) {
        String name = path.getFileName().toString().replace(".state", "");
        ByteBuffer bytes = ByteBuffer.allocate(8 + 4 + name.length() + 8 + 4);
        bytes.putLong(Long.parseLong(path.getParent().getFileName().toString()));
        bytes.putInt(name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        bytes.putLong(file.length).putInt(ByteBuffer.wrap(file).getInt(file.length - 4));
        return bytes.array();
    }

    /** The job, not yet started, on a disk with some files. */
    Simulation on(Map<Path, byte[]> some, int parallelism) throws IOException {
        Simulation run = Simulation.of(job.pipeline())
                .parallelism(parallelism)
                .batchSize(4)
                .edgeCapacity(2);
        run.disk().makeDirectory(Jobs.OUTPUT.getParent());
        put(some, run.disk());
        return run.snapshots(Snapshots.in(run.disk(), PLACE).onDemand());
    }

    /** Whether what was visible before is so still, however it has come there. */
    static boolean hasKept(Map<Path, byte[]> some, SimulatedDisk disk) throws IOException {
        byte[] before = some.getOrDefault(Jobs.OUTPUT, new byte[0]);
        byte[] after = output(disk);
        return after.length >= before.length && Arrays.equals(before, Arrays.copyOf(after, before.length));
    }

    private static void put(Map<Path, byte[]> some, SimulatedDisk disk) throws IOException {
        for (Map.Entry<Path, byte[]> file : some.entrySet()) {
            disk.makeDirectory(file.getKey().getParent());
            try (Disk.File open = disk.create(file.getKey())) {
                open.append(ByteBuffer.wrap(file.getValue()));
            }
        }
        disk.forceAll();
    }
}
