package io.millrace.state;

/**
 * What time it is for states with a {@link Ttl}: told by the operator, on the task's thread. Epoch milliseconds.
 */
public interface TtlTime {
    /** The time before all times: there has been no watermark yet. */
    long NONE = Long.MIN_VALUE;

    /** A time that nobody tells: for operators without states that expire. */
    TtlTime UNKNOWN = new TtlTime() {
        @Override
        public long eventTime() {
            throw new IllegalStateException("The operator does not tell the event time: use KeyedState.goBy first");
        }

        @Override
        public long timeOfUse() {
            return eventTime();
        }

        @Override
        public long processingTime() {
            throw new IllegalStateException(
                    "The operator does not tell the processing time: use KeyedState.goBy first");
        }
    };

    /** How far event time has come for the current key, {@link #NONE} at first; it never goes back. */
    long eventTime();

    /** How far event time has come for all keys: at most {@link #eventTime}. */
    default long eventTimeOfAll() {
        return eventTime();
    }

    /**
     * The event time that what is written now is written at: at least {@link #eventTime}; {@link #NONE} for what is to
     * count as written when the first watermark comes.
     */
    long timeOfUse();

    /** The time of the clock; it never goes back. */
    long processingTime();

    /** How far time has come in a domain, for all keys. */
    default long reached(Ttl.Domain domain) {
        return domain == Ttl.Domain.EVENT_TIME ? eventTimeOfAll() : processingTime();
    }

    /** How far time has come in a domain, for the current key. */
    default long now(Ttl.Domain domain) {
        return domain == Ttl.Domain.EVENT_TIME ? eventTime() : processingTime();
    }

    /** The time that what is written now is written at. */
    default long timeOfUse(Ttl.Domain domain) {
        return domain == Ttl.Domain.EVENT_TIME ? timeOfUse() : processingTime();
    }
}
