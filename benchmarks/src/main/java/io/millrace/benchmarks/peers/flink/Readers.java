package io.millrace.benchmarks.peers.flink;

import java.io.Serializable;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;

/** Makes the reader of a subtask. */
@FunctionalInterface
interface Readers<T> extends Serializable {

    SourceReader<T, NumberSequenceSplit> reader(SourceReaderContext context);
}
