package io.millrace.benchmarks;

import io.millrace.benchmarks.compare.CompareCommand;

/** Millrace, its peers and a loop written by hand on the same work: who is how fast. {@code --help} tells more. */
public final class Compare {

    private Compare() {}

    public static void main(String[] arguments) {
        System.exit(CompareCommand.execute(arguments, System.out, System.err));
    }
}
