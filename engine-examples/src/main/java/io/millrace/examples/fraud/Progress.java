package io.millrace.examples.fraud;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells every second how far the program is, while it runs on a terminal: one line, which is wiped in the end. */
final class Progress implements AutoCloseable {

    private static final String START_OF_LINE = "\r";
    private static final String WIPE = START_OF_LINE + " ".repeat(60) + START_OF_LINE;

    private final PrintStream terminal;
    private final ScheduledExecutorService timer;

    private Progress(PrintStream terminal, ScheduledExecutorService timer) {
        this.terminal = terminal;
        this.timer = timer;
    }

    static Progress of(Tally tally, PrintStream terminal) {
        if (!onTerminal()) {
            return new Progress(terminal, null);
        }
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Progress::daemon);
        timer.scheduleAtFixedRate(() -> terminal.print(line(tally)), 1, 1, TimeUnit.SECONDS);
        return new Progress(terminal, timer);
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.shutdownNow();
            terminal.print(WIPE);
        }
    }

    private static String line(Tally tally) {
        return START_OF_LINE
                + String.format(Locale.ROOT, "%,d transactions, %,d alerts ", tally.transactions(), tally.alerts());
    }

    /** JDK 22 and later may have a console without a terminal, and tell so by a method that JDK 17 does not have. */
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

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    }
}
