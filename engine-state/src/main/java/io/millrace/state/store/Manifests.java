package io.millrace.state.store;

/** What must hold for every manifest, be it one to write or one that was read. */
final class Manifests {

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
        for (Manifest.Part part : manifest.parts()) {
            checkSubtask(part.operator(), part.subtask(), part.parallelism());
        }
        for (Manifest.TaskFiles task : manifest.files()) {
            checkSubtask(task.operators(), task.subtask(), task.parallelism());
            check(!task.chain().isEmpty(), "the task of " + task.operators() + " has no files");
            task.chain().forEach(file -> checkFile(file, id));
        }
        return manifest;
    }

    private static void checkSubtask(Object owner, int subtask, int parallelism) {
        check(
                subtask >= 0 && subtask < parallelism,
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
