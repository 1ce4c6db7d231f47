package io.millrace.benchmarks;

import io.millrace.benchmarks.latency.LatencyCommand;

/** Millrace and its peers at a fixed rate: who is how late. {@code --help} tells more. */
public final class Latency {

    private Latency() {}

    public static void main(String[] arguments) {
        System.exit(LatencyCommand.execute(arguments, System.out, System.err));
    }
}
