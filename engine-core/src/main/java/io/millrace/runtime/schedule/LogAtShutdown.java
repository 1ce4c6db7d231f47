package io.millrace.runtime.schedule;

import java.lang.System.Logger;
import java.util.ResourceBundle;

/**
 * The log of jobs. When the JVM shuts down {@code java.util.logging} closes its handlers, and drops without a word what
 * comes afterwards: warnings and errors go to standard error then.
 */
public final class LogAtShutdown implements Logger {

    private final Logger logger;

    private LogAtShutdown(Logger logger) {
        this.logger = logger;
    }

    /** The log of a name. */
    public static Logger of(String name) {
        return new LogAtShutdown(System.getLogger(name));
    }

    @Override
    public String getName() {
        return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return logger.isLoggable(level);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
        logger.log(level, bundle, text, thrown);
        sayAtTheEnd(level, text);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
        logger.log(level, bundle, format, parameters);
        sayAtTheEnd(level, format);
    }

    private void sayAtTheEnd(Level level, String text) {
        if (level.compareTo(Level.WARNING) >= 0 && Shutdown.isUnderWay() && isMute()) {
            System.err.println(level + ": " + text);
        }
    }

    private boolean isMute() {
        String backend = logger.getClass().getName();
        if (!backend.startsWith("jdk.internal.logger.") && !backend.startsWith("sun.")) {
            return false;
        }
        try {
            return !Handlers.hasAny(getName());
        } catch (LinkageError e) {
            // There is no java.util.logging, and what there is in its place writes to standard error.
            return false;
        }
    }

    /** Is linked only where it is called: not every JVM has the module. */
    private static final class Handlers {

        static boolean hasAny(String name) {
            java.util.logging.Logger at = java.util.logging.Logger.getLogger(name);
            while (at != null && at.getHandlers().length == 0) {
                at = at.getParent();
            }
            return at != null;
        }
    }
}
