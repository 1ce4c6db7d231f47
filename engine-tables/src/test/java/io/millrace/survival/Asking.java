package io.millrace.survival;

import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * Has other threads work out its results, of several events at a time, and emits them in the order of the events or as they
 * come. What is asked is part of snapshots, and asked again by whoever goes on from there.
 */
final class Asking implements Operator<Event, Event> {

    record Asked(Event event, long timestamp) {}

    private static final class Question {

        private final Asked asked;
        private volatile Event answer;

        private Question(Asked asked) {
            this.asked = asked;
        }
    }

    private final Mishaps mishaps;
    private final String step;
    private final Executor others;
    private final int most;
    private final boolean ordered;
    private final Queue<Question> answered = new ConcurrentLinkedQueue<>();
    private final List<Question> open = new ArrayList<>();
    private OperatorContext context;
    private Runnable waker;
    private ListState<Asked> state;
    private int row;

    /** @param most how many events may be asked about at a time */
    Asking(Mishaps mishaps, String step, Executor others, int most, boolean ordered) {
        this.mishaps = mishaps;
        this.step = step;
        this.others = others;
        this.most = most;
        this.ordered = ordered;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        mishaps.at(Hook.OPERATOR_OPEN);
        context = operatorContext;
        waker = context.waker();
        state = context.operatorState(ListSpec.of("asked", Asked.class), Redistribution.SPLIT);
    }

    @Override
    public void onRestored() {
        mishaps.at(Hook.OPERATOR_RESTORED);
        state.elements().forEach(this::ask);
    }

    private void ask(Asked asked) {
        Question question = new Question(asked);
        open.add(question);
        others.execute(() -> {
            question.answer = asked.event().via(step);
            answered.add(question);
            waker.run();
        });
    }

    @Override
    public boolean process(int input, Batch<Event> batch, Output<Event> out) {
        mishaps.at(Hook.OPERATOR_PROCESS);
        for (; row < batch.size(); row++) {
            if (open.size() >= most && !tell(out)) {
                return false;
            }
            if (open.size() >= most) {
                context.awaitWake();
                return false;
            }
            ask(new Asked(batch.value(row), batch.timestamp(row)));
        }
        row = 0;
        return true;
    }

    /** Emits what has been answered; returns false for want of room. */
    private boolean tell(Output<Event> out) {
        while (ordered ? !open.isEmpty() && open.get(0).answer != null : !answered.isEmpty()) {
            if (!out.hasRoom()) {
                return false;
            }
            Question question = ordered ? open.get(0) : answered.remove();
            open.remove(question);
            out.emit(question.answer, question.asked.timestamp());
        }
        return true;
    }

    @Override
    public boolean onWake(Output<Event> out) {
        mishaps.at(Hook.OPERATOR_WAKE);
        return tell(out);
    }

    @Override
    public boolean onEndOfData(Output<Event> out) {
        mishaps.at(Hook.OPERATOR_END_OF_DATA);
        if (!open.isEmpty()) {
            context.awaitWake();
        }
        return open.isEmpty();
    }

    @Override
    public long earliestKept() {
        return open.stream()
                .mapToLong(question -> question.asked.timestamp())
                .filter(timestamp -> timestamp != EventTime.NONE)
                .min()
                .orElse(EventTime.MAX);
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<Event> out) {
        mishaps.at(Hook.OPERATOR_BEFORE_SNAPSHOT);
        state.clear();
        open.forEach(question -> state.add(question.asked));
        return true;
    }

    @Override
    public void close() {
        mishaps.at(Hook.OPERATOR_CLOSE);
    }
}
