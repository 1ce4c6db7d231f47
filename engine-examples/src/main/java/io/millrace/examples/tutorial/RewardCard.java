package io.millrace.examples.tutorial;

// tag::card
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.ValueState;

/** Rewards each tenth visit of a visitor. */
final class RewardCard extends KeyedProcess<String, Visit, Reward> {

    private final ValueState<Integer> visits = value("visits", Integer.class);

    @Override
    protected void process(Visit visit, KeyedContext<String> context, Emitter<Reward> out) {
        Integer before = visits.get();
        int count = before == null ? 1 : before + 1;
        visits.set(count);
        if (count % 10 == 0) {
            out.emit(new Reward(context.key(), count));
        }
    }
}
// end::card
