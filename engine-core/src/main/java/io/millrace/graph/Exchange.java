package io.millrace.graph;

import java.io.Serializable;

/** How events get from the tasks of one node to those of the next. */
public sealed interface Exchange extends Serializable {

    /** Task i to task i. Becomes {@link Rebalance} where the parallelism changes. */
    record Forward() implements Exchange {
        @Override
        public String toString() {
            return "forward";
        }
    }

    /** In turn to each task. */
    record Rebalance() implements Exchange {
        @Override
        public String toString() {
            return "rebalance";
        }
    }

    /** To every task. */
    record Broadcast() implements Exchange {
        @Override
        public String toString() {
            return "broadcast";
        }
    }

    /**
     * To the task that owns the key group of the event's key.
     *
     * @param key how to get the key
     */
    record ByKey(KeySelector<?, ?> key) implements Exchange {
        @Override
        public String toString() {
            return key.type() == null ? "by key" : "by key " + key.type();
        }
    }

    /** {@link Forward}. */
    Exchange FORWARD = new Forward();

    /** {@link Rebalance}. */
    Exchange REBALANCE = new Rebalance();

    /** {@link Broadcast}. */
    Exchange BROADCAST = new Broadcast();
}
