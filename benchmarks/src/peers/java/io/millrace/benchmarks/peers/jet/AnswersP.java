package io.millrace.benchmarks.peers.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import io.millrace.benchmarks.rival.Questions;

/** Answers questions. */
final class AnswersP extends AbstractProcessor {

    @Override
    protected boolean tryProcess(int ordinal, Object item) {
        long number = (Long) item;
        Questions.answer(number, Questions.value(number) + 1);
        return true;
    }
}
