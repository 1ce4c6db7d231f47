package io.millrace.call;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Node;
import io.millrace.graph.Verbs;
import io.millrace.operator.Errors;
import io.millrace.operator.Operator;
import io.millrace.state.serde.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Turns each event into what somebody else answers.
 *
 * @param <T> the events
 * @param <R> the results
 * @param name its name
 * @param function from event to a {@link java.util.concurrent.CompletionStage} of the result, or to the result itself where
 *     it blocks
 * @param blocks whether it blocks its thread until it has the result
 * @param options how it is called
 * @param fallback what is told of an event whose call has failed for good, or null
 * @param key how the key of an event is got, null where they are not keyed
 * @param events the type of the events, or null where it is not known
 * @param errors what becomes of events without a result, or null where nobody has said
 */
public record MappedByCalls<T, R>(
        String name,
        Fn<? super T, ?> function,
        boolean blocks,
        CallOptions options,
        BiFn<? super T, ? super Throwable, ? extends R> fallback,
        KeySelector<T, ?> key,
        Type<T> events,
        Errors errors)
        implements Verbs.OfEach<T, R> {

    /** Checks what has to be there. */
    public MappedByCalls {
        Node.checkedName("operator", name);
        Objects.requireNonNull(function, "the function of the call must not be null");
        Objects.requireNonNull(options, "options");
    }

    /**
     * The same, called in another way.
     *
     * @param newOptions how it is called
     * @return the changed logic
     */
    public MappedByCalls<T, R> with(CallOptions newOptions) {
        return new MappedByCalls<>(name, function, blocks, newOptions, fallback, key, events, errors);
    }

    /**
     * The same with a result where a call has failed.
     *
     * @param newFallback what is told of an event whose call has failed for good
     * @return the changed logic
     */
    public MappedByCalls<T, R> orElse(BiFn<? super T, ? super Throwable, ? extends R> newFallback) {
        return new MappedByCalls<>(name, function, blocks, options, newFallback, key, events, errors);
    }

    @Override
    public MappedByCalls<T, R> onError(Errors policy) {
        return new MappedByCalls<>(name, function, blocks, options, fallback, key, events, policy);
    }

    @Override
    public String kind() {
        return blocks ? "mapBlocking" : "mapAsync";
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>(options.details());
        if (fallback != null) {
            details.put("when it fails", "another result");
        }
        details.putAll(Verbs.OfEach.super.details());
        return details;
    }

    @Override
    public Operator<T, R> operator() {
        return new MapOperator<>(kind(), function, blocks, options, fallback, errors, new KeptEvents<>(events, key));
    }

    @Override
    public Type<?> resultType(Type<?> eventsOfInput) {
        return blocks ? LambdaTypes.ofResult(function) : null;
    }
}
