package io.millrace.state.serde;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Period;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An order of keys whose hashes are equal, so that a search among them need not look at each. Equal keys compare as 0;
 * keys that compare as 0 need not be equal.
 *
 * <p>Classes that are Comparable, those of programs too, have their natural order, which like that of {@link
 * java.util.HashMap} must not tell equal keys apart; enums are ordered by name, records that are compared by their
 * components, and lists, sets, maps and optionals, by what they consist of. Other keys are not ordered: among them, a
 * search is linear.
 */
public final class KeyOrder {
    private static final List<Class<?>> ORDERED_AS_TEXT = List.of(
            ZoneId.class, Period.class, Locale.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    /** Null for records that are not ordered. */
    private static final ClassValue<Method[]> ACCESSORS = new ClassValue<>() {
        @Override
        protected Method[] computeValue(Class<?> type) {
            if (RecordEquality.objection(type) != null) {
                return null;
            }
            Method[] accessors = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getAccessor)
                    .toArray(Method[]::new);
            return Arrays.stream(accessors).allMatch(Method::trySetAccessible) ? accessors : null;
        }
    };

    private static final ClassValue<Boolean> NATURALLY_ORDERED = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return Arrays.stream(type.getMethods())
                    .anyMatch(method -> method.getName().equals("compareTo")
                            && !method.isBridge()
                            && method.getParameterCount() == 1
                            && method.getParameterTypes()[0].isAssignableFrom(type));
        }
    };

    private KeyOrder() {}

    /**
     * Compares two keys.
     *
     * @param a may be null, which comes first
     * @param b may be null
     * @return as a comparator does
     */
    public static int compare(Object a, Object b) {
        if (a == b) {
            return 0;
        }
        if (a == null || b == null) {
            return a == null ? -1 : 1;
        }
        if (a instanceof String first && b instanceof String second) {
            return first.compareTo(second);
        }
        if (a instanceof Enum<?> first && b instanceof Enum<?> second) {
            return first.name().compareTo(second.name());
        }
        int kinds = a.getClass() == b.getClass()
                ? 0
                : kindOf(a).getName().compareTo(kindOf(b).getName());
        if (kinds != 0) {
            return kinds;
        }
        return isContainer(a) ? compareContents(a, b) : compareValues(a, b);
    }

    /** Keys of different kinds are never equal. */
    private static Class<?> kindOf(Object key) {
        if (key instanceof List<?>) {
            return List.class;
        }
        if (key instanceof Set<?>) {
            return Set.class;
        }
        if (key instanceof Map<?, ?>) {
            return Map.class;
        }
        return key instanceof Map.Entry<?, ?> ? Map.Entry.class : key.getClass();
    }

    private static boolean isContainer(Object key) {
        return key instanceof Collection<?>
                || key instanceof Map<?, ?>
                || key instanceof Map.Entry<?, ?>
                || key instanceof Optional<?>;
    }

    private static int compareContents(Object a, Object b) {
        if (a instanceof List<?> first && b instanceof List<?> second) {
            return compareAll(first.toArray(), second.toArray());
        }
        if (a instanceof Set<?> first && b instanceof Set<?> second) {
            return compareSets(first, second);
        }
        if (a instanceof Map<?, ?> first && b instanceof Map<?, ?> second) {
            return compareSets(first.entrySet(), second.entrySet());
        }
        if (a instanceof Map.Entry<?, ?> first && b instanceof Map.Entry<?, ?> second) {
            int keys = compare(first.getKey(), second.getKey());
            return keys != 0 ? keys : compare(first.getValue(), second.getValue());
        }
        return a instanceof Optional<?> first && b instanceof Optional<?> second
                ? compare(first.orElse(null), second.orElse(null))
                : 0;
    }

    private static int compareSets(Set<?> a, Set<?> b) {
        return a.size() != b.size() ? Integer.compare(a.size(), b.size()) : compareAll(sorted(a), sorted(b));
    }

    private static Object[] sorted(Set<?> elements) {
        Object[] sorted = elements.toArray();
        Arrays.sort(sorted, KeyOrder::compare);
        return sorted;
    }

    private static int compareAll(Object[] a, Object[] b) {
        int result = Integer.compare(a.length, b.length);
        for (int i = 0; result == 0 && i < a.length; i++) {
            result = compare(a[i], b[i]);
        }
        return result;
    }

    /** Both are of one class. */
    @SuppressWarnings("unchecked") // which compares with itself
    private static int compareValues(Object a, Object b) {
        if (a instanceof Record && ACCESSORS.get(a.getClass()) != null) {
            return compareRecords(a, b);
        }
        if (a instanceof Comparable<?> && NATURALLY_ORDERED.get(a.getClass())) {
            int natural = ((Comparable<Object>) a).compareTo(b);
            return natural == 0 && a instanceof BigDecimal first && b instanceof BigDecimal second
                    ? Integer.compare(first.scale(), second.scale())
                    : natural;
        }
        boolean asText = ORDERED_AS_TEXT.stream().anyMatch(type -> type.isInstance(a));
        return asText ? a.toString().compareTo(b.toString()) : 0;
    }

    private static int compareRecords(Object a, Object b) {
        try {
            for (Method accessor : ACCESSORS.get(a.getClass())) {
                int result = compare(accessor.invoke(a), accessor.invoke(b));
                if (result != 0) {
                    return result;
                }
            }
            return 0;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Cannot read the components of the key " + a.getClass().getName(), e);
        }
    }
}
