package io.millrace.testing;

import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.operator.Batch;
import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The keys of an operator's inputs. */
final class HarnessKeys<I> {

    /** Of the inputs that have none of their own. */
    private static final int OTHERS = -1;

    private final Map<Integer, Fn<? super I, ?>> functions = new TreeMap<>();
    private final KeyHasher<Object> hasher = StableHash.of(null);

    void ofOthers(Fn<? super I, ?> function) {
        functions.put(OTHERS, function);
    }

    @SuppressWarnings("unchecked") // the caller knows which events come by which input
    void of(int input, Fn<?, ?> function) {
        functions.put(input, (Fn<? super I, ?>) function);
    }

    /** That of the first input of which it is known, or null. */
    @SuppressWarnings("unchecked") // only keys of this type come
    Type<Object> type() {
        return (Type<Object>) functions.values().stream()
                .<Type<?>>map(LambdaTypes::ofResult)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The rows that have keys of these groups, with their hashes; all rows as they are where the input has no keys. */
    Batch<I> hashed(int input, Batch<I> rows, KeyGroupRange groups) throws Exception {
        Fn<? super I, ?> key = functions.getOrDefault(input, functions.get(OTHERS));
        if (key == null) {
            return rows;
        }
        Batch<I> hashed = new Batch<>(Math.max(1, rows.size()));
        for (int row = 0; row < rows.size(); row++) {
            I event = rows.value(row);
            int hash = hasher.hash(key.apply(event));
            if (groups.contains(KeyGroups.groupOf(hash))) {
                hashed.add(event, rows.timestamp(row), hash);
            }
        }
        return hashed;
    }
}
