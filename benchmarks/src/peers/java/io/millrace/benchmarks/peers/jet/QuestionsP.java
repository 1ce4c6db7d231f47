package io.millrace.benchmarks.peers.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import io.millrace.benchmarks.rival.Questions;

/** Takes the numbers of questions, for ever. */
final class QuestionsP extends AbstractProcessor {

    private long pending = Questions.NONE;

    @Override
    public boolean complete() {
        do {
            if (pending != Questions.NONE && !tryEmit(pending)) {
                return false;
            }
            pending = Questions.take();
        } while (pending != Questions.NONE);
        return false;
    }
}
