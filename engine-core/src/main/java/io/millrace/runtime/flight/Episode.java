package io.millrace.runtime.flight;

import jdk.jfr.Event;

/**
 * Something that lasts, and is told when it is over if it has lasted as long as the recording asks for. Used again and again by one thread, so
 * that nothing is made while nothing is recorded.
 */
abstract class Episode extends Event {

    private transient boolean open;

    /** It begins, unless nobody records. */
    final void opens() {
        if (isEnabled()) {
            begin();
            open = true;
        }
    }

    final boolean isOpen() {
        return open;
    }

    /** It is over, if it had begun; returns whether it is to be filled in and committed. */
    final boolean closes() {
        if (!open) {
            return false;
        }
        open = false;
        end();
        return shouldCommit();
    }
}
