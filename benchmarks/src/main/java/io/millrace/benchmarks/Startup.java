package io.millrace.benchmarks;

import io.millrace.benchmarks.startup.StartupCommand;

/**
 * How long it takes from {@code java} to a first result, and what an idle engine takes of memory. {@code --help} tells
 * more.
 */
public final class Startup {

    private Startup() {}

    public static void main(String[] arguments) {
        System.exit(StartupCommand.execute(arguments, System.out, System.err));
    }
}
