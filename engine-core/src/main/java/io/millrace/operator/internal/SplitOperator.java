package io.millrace.operator.internal;

import io.millrace.function.PredicateFn;
import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Sends each event to the side output of the first condition that it satisfies, or else to the main one. */
public final class SplitOperator<T> implements Operator<T, T> {

    private final List<PredicateFn<? super T>> conditions;
    private final IntFunction<String> names;
    private final List<Output<T>> taken = new ArrayList<>();
    private OperatorContext context;
    private long aside;

    /** @param names the names of the side outputs */
    public SplitOperator(List<PredicateFn<? super T>> conditions, IntFunction<String> names) {
        this.conditions = conditions;
        this.names = names;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        for (int i = 0; i < conditions.size(); i++) {
            taken.add(context.sideOutput(names.apply(i)));
        }
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        int rest = 0;
        for (int row = 0, size = batch.size(); row < size; row++) {
            T event = batch.value(row);
            long timestamp = batch.timestamp(row);
            Output<T> output = outputOf(event, timestamp, out);
            rest += output == out ? 1 : 0;
            output.emit(event, timestamp);
        }
        aside += batch.size() - rest;
        return true;
    }

    @Override
    public Optional<Account> account() {
        return Optional.of(Account.passing().with("in branches", aside));
    }

    private Output<T> outputOf(T event, long timestamp, Output<T> rest) {
        try {
            for (int i = 0, count = conditions.size(); i < count; i++) {
                if (conditions.get(i).test(event)) {
                    return taken.get(i);
                }
            }
            return rest;
        } catch (Throwable e) {
            throw context.failure(e, event, timestamp);
        }
    }
}
