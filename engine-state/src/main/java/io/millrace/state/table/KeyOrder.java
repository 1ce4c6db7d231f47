package io.millrace.state.table;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/**
 * An order of keys whose hashes are equal. Equal keys compare as 0; keys that compare as 0 need not be equal.
 *
 * <p>JDK classes and enums have their natural order, records are ordered by their components and lists by their
 * elements. Other keys are not ordered: among them, a search is linear. A comparison that a user's class defines is not
 * trusted, since one that contradicts equals would lose keys.
 */
final class KeyOrder {
    private static final ClassValue<Method[]> ACCESSORS = new ClassValue<>() {
        @Override
        protected Method[] computeValue(Class<?> type) {
            Method[] accessors = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getAccessor)
                    .toArray(Method[]::new);
            boolean accessible = Arrays.stream(accessors).allMatch(Method::trySetAccessible);
            return accessible ? accessors : new Method[0];
        }
    };

    private KeyOrder() {}

    static int compare(Object a, Object b) {
        if (a == b) {
            return 0;
        }
        if (a == null || b == null) {
            return a == null ? -1 : 1;
        }
        if (a instanceof List<?> first && b instanceof List<?> second) {
            return compareLists(first, second);
        }
        if (a instanceof Enum<?> first && b instanceof Enum<?> second) {
            return first.name().compareTo(second.name());
        }
        if (a.getClass() != b.getClass()) {
            return a.getClass().getName().compareTo(b.getClass().getName());
        }
        return a instanceof Record ? compareRecords(a, b) : compareNaturally(a, b);
    }

    @SuppressWarnings("unchecked") // both are of one JDK class, which compares with itself
    private static int compareNaturally(Object a, Object b) {
        boolean natural = a instanceof Comparable<?> && a.getClass().getClassLoader() == null;
        return natural ? ((Comparable<Object>) a).compareTo(b) : 0;
    }

    private static int compareLists(List<?> a, List<?> b) {
        int result = Integer.compare(a.size(), b.size());
        for (int i = 0; result == 0 && i < a.size(); i++) {
            result = compare(a.get(i), b.get(i));
        }
        return result;
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
