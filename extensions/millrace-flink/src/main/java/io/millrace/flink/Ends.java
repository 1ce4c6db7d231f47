package io.millrace.flink;

import java.util.BitSet;

/** Which of the tasks before have sent their last event. */
final class Ends {

    private final int senders;
    private final BitSet ended = new BitSet();

    Ends(int senders) {
        this.senders = senders;
    }

    /**
     * One has; it may be told several times.
     *
     * @return whether it was the last of all
     */
    boolean add(int sender) {
        if (ended.get(sender)) {
            return false;
        }
        ended.set(sender);
        return ended.cardinality() == senders;
    }
}
