package io.millrace.flink;

import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;

/** What the readers of a source and their enumerator tell each other. */
sealed interface ReaderEvent extends SourceEvent {

    /**
     * A reader is there, with what of the state of all readers Flink has given to it.
     *
     * @param over whether that says that all readers had come to their end; some may have finished then, and are not there any more
     */
    record Here(List<byte[]> parts, boolean over) implements ReaderEvent {
        public Here {
            parts = List.copyOf(parts);
        }
    }

    /** What a reader begins with: the state of all readers there were, none at a first start. */
    record Begin(List<byte[]> parts, int attempt) implements ReaderEvent {
        public Begin {
            parts = List.copyOf(parts);
        }
    }

    /** A reader has come to its end. */
    record Ended() implements ReaderEvent {}

    /** All have. */
    record AllEnded() implements ReaderEvent {}
}
