package io.millrace.files;

import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A component of a record, as a column of a file.
 *
 * @param name of the column
 * @param component of the record
 * @param kind what values it has
 * @param type the class of its values: of an Optional, what that holds
 * @param declared the type of the component
 * @param accessor from a record, as an Object, to the value, as an Object
 * @param integral from a record, as an Object, to the value as a long; null where it is no primitive whole number
 */
record RecordColumn(
        String name,
        String component,
        ColumnKind kind,
        Class<?> type,
        Class<?> declared,
        MethodHandle accessor,
        MethodHandle integral) {

    /** Whether there may be no value. */
    boolean isOptional() {
        return declared == Optional.class;
    }

    /** What a record has of it; maybe null. */
    Object value(Object record) throws FieldProblem {
        try {
            return (Object) accessor.invokeExact(record);
        } catch (Throwable e) {
            throw new FieldProblem(name, "its accessor throws " + e);
        }
    }

    /** What a record has of it, where there is {@link #integral}. */
    long longValue(Object record) throws FieldProblem {
        try {
            return (long) integral.invokeExact(record);
        } catch (Throwable e) {
            throw new FieldProblem(name, "its accessor throws " + e);
        }
    }
}
