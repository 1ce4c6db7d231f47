package io.millrace.systems;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The program from the outside: arguments in; exit status and output out. */
final class Program {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Runs it anew and returns the exit status. */
    int run(String... arguments) {
        out.reset();
        err.reset();
        return Systems.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** What the latest run has printed. */
    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What the latest run has complained about. */
    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
