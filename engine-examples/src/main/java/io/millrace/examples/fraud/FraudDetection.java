package io.millrace.examples.fraud;

import java.io.PrintStream;

/** The program; {@code --help} tells what it can do. */
public final class FraudDetection {

    private static final int OK = 0;
    private static final int FAILED = 1;

    private FraudDetection() {}

    /**
     * Runs the program, and exits with 0 when all went well, 1 when the job failed, and 2 when the command line is wrong
     * or a file is missing.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** The command line library is not even loaded when there is nothing for it to do: alerts are to be seen at once. */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (arguments.length > 0) {
            return FraudCommand.execute(arguments, out, err);
        }
        try {
            new Demonstration(FraudOptions.defaults(), out, err).run();
            return OK;
        } catch (RuntimeException e) {
            err.println(Failures.line(e));
            return FAILED;
        }
    }
}
