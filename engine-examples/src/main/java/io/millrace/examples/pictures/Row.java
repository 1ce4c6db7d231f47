package io.millrace.examples.pictures;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.source.Source;
import io.millrace.time.Watermarks;
import java.time.Instant;

/**
 * A row of a stream that meets another.
 *
 * @param key its key
 * @param minute its timestamp, in minutes
 * @param end when what it begins is over, in minutes
 */
record Row(String key, int minute, int end) {

    Row(String key, int minute) {
        this(key, minute, minute);
    }

    /** Two rows that meet, or one that is alone beside null. */
    record Pair(Row left, Row right) {

        boolean isAlone() {
            return left == null || right == null;
        }
    }

    static EventStream<Row> stream(Pipeline pipeline, String name, Source<Row> source) {
        return pipeline.source(name, source).timestamps(row -> at(row.minute), Watermarks.ascending());
    }

    static Instant at(int minute) {
        return Instant.ofEpochSecond(minute * 60L);
    }

    Instant endsAt() {
        return at(end);
    }
}
