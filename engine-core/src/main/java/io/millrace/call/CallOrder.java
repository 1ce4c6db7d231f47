package io.millrace.call;

/** In which order results of calls are emitted. */
public enum CallOrder {
    /** In that of the events. */
    OF_EVENTS("of events"),
    /** In that of the events of each key. */
    OF_EACH_KEY("of each key"),
    /** As they are answered. */
    OF_ANSWERS("of answers");

    private final String text;

    CallOrder(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
