package io.millrace.window.model;

/** A line now and then in runs of very many seeds. */
final class Progress {

    private static final long SEEDS_PER_LINE = 5_000;

    private Progress() {}

    static void show(long seed, Class<?> test) {
        if ((seed + 1) % SEEDS_PER_LINE == 0) {
            System.out.println(test.getSimpleName() + ": " + (seed + 1) + " seeds");
        }
    }
}
