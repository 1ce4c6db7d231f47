package io.millrace.state.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold for every manifest, be it one to write or one that was read. */
final class Manifests {

    /** More instances than any operator has. */
    private static final int MOST_INSTANCES = 1 << 16;

    /** A task with keyed state owns a key group at least. */
    private static final int MOST_TASKS = 128;

    private Manifests() {}

    /**
     * The manifest itself.
     *
     * @throws IllegalArgumentException when something in it cannot be
     */
    static Manifest checked(Manifest manifest) {
        long id = manifest.id();
        check(id >= 1, "snapshot " + id + " is not allowed: they are numbered from 1");
        if (manifest.name() != null) {
            Layout.checkName("The snapshot name", manifest.name());
        }
        Map<String, Integer> parallelisms = new HashMap<>();
        Set<List<Object>> instances = new HashSet<>();
        for (Manifest.Part part : manifest.parts()) {
            checkSubtask(part.operator(), part.subtask(), part.parallelism(), MOST_INSTANCES);
            int other = parallelisms.computeIfAbsent(part.operator(), unused -> part.parallelism());
            check(
                    other == part.parallelism(),
                    part.operator() + " has parts of " + other + " and of " + part.parallelism() + " instances");
            check(
                    instances.add(List.of(part.operator(), part.subtask())),
                    "instance " + part.subtask() + " of " + part.operator() + " has two parts");
        }
        for (Manifest.TaskFiles task : manifest.files()) {
            checkSubtask(task.operators(), task.subtask(), task.parallelism(), MOST_TASKS);
            check(!task.chain().isEmpty(), "the task of " + task.operators() + " has no files");
            task.chain().forEach(file -> checkFile(file, id));
        }
        return manifest;
    }

    private static void checkSubtask(Object owner, int subtask, int parallelism, int most) {
        check(
                subtask >= 0 && subtask < parallelism && parallelism <= most,
                "there is no subtask " + subtask + " of " + parallelism + " of " + owner);
    }

    private static void checkFile(FileRef file, long snapshot) {
        Layout.checkName("The file name", file.name());
        check(
                file.snapshot() >= 1 && file.snapshot() <= snapshot && file.bytes() >= 0,
                "snapshot " + snapshot + " cannot need " + file);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
