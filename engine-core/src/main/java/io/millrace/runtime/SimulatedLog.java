package io.millrace.runtime;

import java.lang.System.Logger;
import java.util.ResourceBundle;

/** Says on a level that nobody sees unless he wants to what the jobs of a simulation say: they are many, and meant to fail. */
final class SimulatedLog implements Logger {

    static final Logger INSTANCE = new SimulatedLog();

    private final Logger logger = System.getLogger("io.millrace.simulation");

    private SimulatedLog() {}

    @Override
    public String getName() {
        return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return logger.isLoggable(Level.DEBUG);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
        logger.log(Level.DEBUG, bundle, message, thrown);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... params) {
        logger.log(Level.DEBUG, bundle, format, params);
    }
}
