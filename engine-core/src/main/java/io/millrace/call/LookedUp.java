package io.millrace.call;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.graph.Node;
import io.millrace.graph.Verbs;
import io.millrace.operator.Errors;
import io.millrace.operator.Operator;
import io.millrace.state.serde.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Puts to each event what somebody else has of its key.
 *
 * @param <T> the events
 * @param <Q> the keys that are looked up
 * @param <V> what there is of a key
 * @param <R> the results
 * @param name its name
 * @param key from event to key
 * @param load from key to a {@link java.util.concurrent.CompletionStage} of what there is, or to that itself where it blocks
 * @param blocks whether it blocks its thread until it has it
 * @param inner whether nothing comes of an event of whose key there is nothing
 * @param result from event and what there is, which may be null unless it is inner, to result
 * @param options how it is called
 * @param cached how many keys are remembered, 0 for none
 * @param freshFor for how long
 * @param events the type of the events, or null where it is not known
 * @param errors what becomes of events without a result, or null where nobody has said
 */
public record LookedUp<T, Q, V, R>(
        String name,
        Fn<? super T, ? extends Q> key,
        Fn<? super Q, ?> load,
        boolean blocks,
        boolean inner,
        BiFn<? super T, ? super V, ? extends R> result,
        CallOptions options,
        int cached,
        Duration freshFor,
        Type<T> events,
        Errors errors)
        implements Verbs.OfEach<T, R> {

    /** Checks what has to be there. */
    public LookedUp {
        Node.checkedName("operator", name);
        Objects.requireNonNull(key, "the key function of lookup must not be null");
        Objects.requireNonNull(load, "the function that lookup loads by must not be null");
        Objects.requireNonNull(result, "the function from event and row to result must not be null");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(freshFor, "the time for which lookup's cache is fresh must not be null");
        if (cached < 0) {
            throw new IllegalArgumentException("the cache of lookup cannot have " + cached + " entries");
        }
        if (freshFor.isNegative() || (cached > 0 && freshFor.isZero())) {
            throw new IllegalArgumentException(
                    "what lookup's cache has is fresh for more than no time, not " + freshFor);
        }
    }

    @Override
    public LookedUp<T, Q, V, R> onError(Errors policy) {
        return new LookedUp<>(name, key, load, blocks, inner, result, options, cached, freshFor, events, policy);
    }

    @Override
    public String kind() {
        return blocks ? "lookupBlocking" : "lookup";
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("rows", inner ? "required" : "optional");
        details.putAll(options.details());
        if (cached > 0) {
            details.put("cache", cached + " keys, fresh for " + freshFor);
        }
        details.putAll(Verbs.OfEach.super.details());
        return details;
    }

    @Override
    public Operator<T, R> operator() {
        FreshRows<Q> cache = cached == 0 ? null : new FreshRows<>(cached, freshFor);
        return new LookupOperator<>(
                kind(), key, load, blocks, inner, result, options, cache, errors, new KeptEvents<>(events, null));
    }

    @Override
    public Type<?> resultType(Type<?> eventsOfInput) {
        return LambdaTypes.ofFunction(result);
    }
}
