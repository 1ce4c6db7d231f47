package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.rival.Questions;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;

/** Takes the numbers of questions. Never says that there are none, as {@link DueReader} does not. */
final class QuestionReader extends OneSplitReader<Long> {

    QuestionReader(SourceReaderContext context) {
        super(context);
    }

    @Override
    void open(long split) {}

    @Override
    InputStatus read(ReaderOutput<Long> output) {
        long number = Questions.take();
        if (number != Questions.NONE) {
            output.collect(number);
        }
        return InputStatus.MORE_AVAILABLE;
    }
}
