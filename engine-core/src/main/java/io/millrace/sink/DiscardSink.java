package io.millrace.sink;

/** Drops what it gets. */
final class DiscardSink implements Sink<Object> {

    private static final long serialVersionUID = 1;

    @Override
    public SinkWriter<Object> open(SinkContext context) {
        return batch -> {};
    }
}
