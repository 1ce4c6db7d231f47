package io.millrace.runtime;

import io.millrace.runtime.schedule.Unit;

/** What the units of an attempt tell it, and what it tells them. Thread-safe. */
public interface JobControl extends JobStatus {

    /** What has to open before events flow, in this order. */
    enum Phase {
        /** Operators open, and tasks get their state. */
        TASKS,
        /** The readers of sources open; and what the snapshot has that the job goes on from is committed. */
        READERS,
        /** Events flow. */
        OPEN;

        /** What comes behind it; the last one goes on. */
        public Phase next() {
            return switch (this) {
                case TASKS -> READERS;
                case READERS, OPEN -> OPEN;
            };
        }

        /** Whether all tasks have their state, so that readers may open. */
        public boolean hasTasks() {
            return this == READERS || this == OPEN;
        }

        /** Whether events flow. */
        public boolean isOpen() {
            return this == OPEN;
        }
    }

    /** How far the attempt has opened. */
    Phase phase();

    /** A part of the attempt has opened; telling so again does nothing. */
    void opened(String part);

    /** The first error closes all units at their next step; later ones are added to it as suppressed. */
    void fail(Throwable error);

    /**
     * As {@link #fail}, but when no other attempt follows, which would do so again, what is under way is worked off.
     *
     * @return whether it is
     */
    boolean failWhenWorkedOff(Throwable error);

    /** Whether units are to close at their next step, with what they are at. */
    boolean isTearingDown();

    /** Whether the next attempt may have begun: what is still running is not to do anything that can be seen. */
    boolean isAbandoned();

    /** Gets a unit out of a function that blocks, unless it closes already. */
    void interrupt(Unit unit);

    /** Called by a unit that is about to close, on its thread: what it closes has to be able to finish its work. */
    void closing(Unit unit);

    /** Called by a unit that has closed. When the last one has, the attempt is over. */
    void closed(Unit unit);
}
