package io.millrace.kafka;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.SourceReader;

/** A partition that a snapshot has and nobody wants any more: it ends where it was. */
record ForgottenPartition<T>(Place place) implements SourceReader<T> {

    @Override
    public Fetch fetch(Batch<T> batch) {
        return Fetch.END;
    }

    @Override
    public Object position() {
        return place.toList();
    }
}
