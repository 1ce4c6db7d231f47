package io.millrace.state.serde;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;

/** Refuses keys that can never equal a copy of themselves, and those whose hash does not follow their equals. */
final class KeyEquality {
    private KeyEquality() {}

    /** Requires that records which are hashed by their components are compared by them, too. */
    static void requireByComponents(Class<?> record) {
        String objection = RecordEquality.objection(record);
        if (objection != null) {
            throw new NoSerdeException("Keys of record " + record.getName() + " are hashed by their components, but "
                    + objection + ", so that equal keys might be taken for different ones: leave equals to the"
                    + " compiler, take as key the value that it compares, or register a Serde of your own for "
                    + record.getSimpleName() + ", whose hash is the same for what is equal");
        }
    }

    /**
     * Requires that a class which a registered serde hashes compares by more than identity: a value that was read from a
     * snapshot is another object.
     */
    static void requireByValue(Class<?> type) {
        String objection = objection(type);
        if (objection != null) {
            throw new NoSerdeException("Keys of " + type.getName() + " can have no equal, since " + objection
                    + ": give " + type.getSimpleName() + " an equals and a hashCode that compare what it holds");
        }
    }

    private static String objection(Class<?> type) {
        if (type.isArray()) {
            return type.getSimpleName() + " equals nothing but itself";
        }
        if (type.isRecord()) {
            return RecordEquality.objection(type) == null ? objectionToComponents(type) : null;
        }
        boolean open = type.isPrimitive() || type.isEnum() || Modifier.isAbstract(type.getModifiers());
        return open || type.getClassLoader() == null || hasEquals(type)
                ? null
                : type.getSimpleName() + " has no equals of its own";
    }

    private static String objectionToComponents(Class<?> record) {
        for (RecordComponent component : record.getRecordComponents()) {
            String objection = component.getType() == record ? null : objection(component.getType());
            if (objection != null) {
                return "of its component '" + component.getName() + "' " + objection;
            }
        }
        return null;
    }

    private static boolean hasEquals(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every class has an equals: " + type, e);
        }
    }
}
