package io.millrace.examples.fraud;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;

/** Tells every second how far the program is, while it runs on a terminal: one line, which is wiped in the end. */
final class Progress implements AutoCloseable {

    private static final long PERIOD_MILLIS = 1_000;
    private static final String START_OF_LINE = "\r";
    private static final String WIPE = START_OF_LINE + " ".repeat(60) + START_OF_LINE;

    private final Tally tally;
    private final PrintStream terminal;
    private Timer timer;

    Progress(Tally tally, PrintStream terminal) {
        this.tally = tally;
        this.terminal = terminal;
    }

    void start() {
        if (!onTerminal()) {
            return;
        }
        timer = new Timer("progress", true);
        TimerTask tick = new TimerTask() {
            @Override
            public void run() {
                print();
            }
        };
        timer.schedule(tick, PERIOD_MILLIS, PERIOD_MILLIS);
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.cancel();
            wipe();
        }
    }

    private synchronized void print() {
        if (timer != null) {
            terminal.print(START_OF_LINE
                    + String.format(
                            Locale.ROOT, "%,d transactions, %,d alerts ", tally.transactions(), tally.alerts()));
        }
    }

    private synchronized void wipe() {
        terminal.print(WIPE);
        timer = null;
    }

    /** JDK 22 and later may have a console without a terminal, and tell so by a method that JDK 17 does not have. */
    @SuppressWarnings("SystemConsoleNull") // where it is not null, the method is asked
    private static boolean onTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
