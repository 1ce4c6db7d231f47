package io.millrace.window.aggregate;

import io.millrace.function.Fn;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.Arrays;
import java.util.function.Consumer;

public final class CountDistinct<T> implements Packable<T, CountDistinct.Values, Long> {

    private static final long serialVersionUID = 1;

    private static final String VALUE = "a value of countDistinct";

    private final Fn<? super T, ?> value;

    public CountDistinct(Fn<? super T, ?> value) {
        this.value = value;
    }

    /** A few values in an array, which is quicker to look through than to hash for; and more in a trie. */
    static final class Values implements ValuesSerde.Values {
        private static final int FEW = 8;
        private static final Object[] NONE = {};

        private Object[] few = NONE;
        private int count;
        private KeyTrie many;

        @Override
        public int size() {
            return many == null ? count : many.size();
        }

        @Override
        public void add(Object value) {
            if (many != null) {
                addToMany(value);
                return;
            }
            if (!isOneOfFew(value)) {
                addToFew(value);
            }
        }

        /** Often it is the same object, to find which takes no look into any. */
        private boolean isOneOfFew(Object value) {
            Object[] values = few;
            for (int i = 0; i < count; i++) {
                if (values[i] == value) {
                    return true;
                }
            }
            for (int i = 0; i < count; i++) {
                if (value.equals(values[i])) {
                    return true;
                }
            }
            return false;
        }

        private void addToFew(Object value) {
            if (count == FEW) {
                many = new KeyTrie();
                forEachOfFew(this::addToMany);
                few = NONE;
                addToMany(value);
                return;
            }
            if (count == few.length) {
                few = Arrays.copyOf(few, count == 0 ? FEW / 2 : FEW);
            }
            few[count++] = value;
        }

        private void addToMany(Object value) {
            int hash = KeyTrie.hash(value);
            if (many.leaf(value, hash) == null) {
                many.add(value, hash);
            }
        }

        private void addAll(Values other) {
            if (other.size() <= size()) {
                other.forEach(this::add);
            } else if (other.many == null) {
                Values own = new Values();
                own.few = few;
                own.count = count;
                few = other.few.clone();
                count = other.count;
                own.forEach(this::add);
            } else {
                addToCopyOf(other.many);
            }
        }

        /** Adds what is less to what is more. */
        private void addToCopyOf(KeyTrie more) {
            KeyTrie own = many;
            many = new KeyTrie();
            many.takeFrom(more);
            if (own == null) {
                forEachOfFew(this::addToMany);
                few = NONE;
            } else {
                own.forEachLeaf(this::addToMany);
            }
        }

        @Override
        public void forEach(Consumer<Object> action) {
            if (many == null) {
                forEachOfFew(action);
            } else {
                many.forEachLeaf(action);
            }
        }

        private void forEachOfFew(Consumer<Object> action) {
            for (int i = 0; i < count; i++) {
                action.accept(few[i]);
            }
        }
    }

    @Override
    public Values create() {
        return new Values();
    }

    @Override
    public void add(Values values, T event, long timestamp) throws Exception {
        values.add(KeyTrie.checked(VALUE, value.apply(event)));
    }

    @Override
    public void merge(Values values, Values other) {
        values.addAll(other);
    }

    @Override
    public boolean isCommutative() {
        return true;
    }

    @Override
    public Long result(Values values) {
        return (long) values.size();
    }

    @Override
    public Packing<T, Values, Long> packing() {
        return new PackedSets<>(this, Values::new, VALUE, value) {

            private static final long serialVersionUID = 1;

            @Override
            Long resultOf(long few) {
                return (long) Codes.size(few);
            }
        };
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return Type.of(Long.class);
    }

    @Override
    public Serde<Values> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return ValuesSerde.of(HeldTypes.ofResults("countDistinct", value), serdes, Values::new);
    }
}
