package io.millrace.files;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The components of a record as columns, and its constructor. */
final class RecordColumns {

    private static final Set<Class<?>> WHOLE = Set.of(byte.class, short.class, int.class, long.class);

    private final Class<?> type;
    private final List<RecordColumn> columns;
    private final MethodHandle constructor;

    private RecordColumns(Class<?> type, List<RecordColumn> columns, MethodHandle constructor) {
        this.type = type;
        this.columns = columns;
        this.constructor = constructor;
    }

    /**
     * Of a record.
     *
     * @throws IllegalArgumentException when it is none, or has components that no column can hold
     */
    static RecordColumns of(Class<?> type) {
        Objects.requireNonNull(type, "the class of the records must not be null");
        RecordComponent[] components = type.getRecordComponents();
        if (components == null || components.length == 0) {
            throw new IllegalArgumentException(type.getName()
                    + (components == null ? " is no record" : " has no components")
                    + ": columns are mapped to the components of a record by name; make it a record with components");
        }
        MethodHandles.Lookup lookup = lookup(type);
        List<RecordColumn> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (RecordComponent component : components) {
            RecordColumn column = column(component, lookup);
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("two components of " + type.getName() + " have the column '"
                        + column.name() + "'; give each one of its own");
            }
            columns.add(column);
        }
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return new RecordColumns(
                    type, List.copyOf(columns), lookup.findConstructor(type, MethodType.methodType(void.class, types)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the constructor of " + type.getName() + " cannot be called", e);
        }
    }

    private static MethodHandles.Lookup lookup(Class<?> type) {
        RecordColumns.class.getModule().addReads(type.getModule());
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            String name = RecordColumns.class.getModule().getName();
            throw new IllegalArgumentException(
                    type.getName() + " cannot be looked into: add 'opens " + type.getPackageName() + " to " + name
                            + ";' to the module-info of " + type.getModule().getName(),
                    e);
        }
    }

    private static RecordColumn column(RecordComponent component, MethodHandles.Lookup lookup) {
        Class<?> declared = component.getType();
        Class<?> value = declared == Optional.class ? valueOf(component) : declared;
        ColumnKind kind = value == null ? null : ColumnKind.of(value);
        String where = "component '" + component.getName() + "' of "
                + component.getDeclaringRecord().getName();
        if (kind == null) {
            throw new IllegalArgumentException(
                    where + " is a " + component.getGenericType().getTypeName()
                            + ", which a column cannot hold: it holds primitive values, String, BigDecimal, BigInteger, Instant,"
                            + " LocalDate, LocalDateTime, LocalTime, Duration, UUID, enums, and an Optional of these; use"
                            + " JSON lines for what is nested");
        }
        Column named = component.getAnnotation(Column.class);
        String name = named == null ? component.getName() : named.value();
        if (name.isEmpty()) {
            throw new IllegalArgumentException(where + " has a @Column without a name; give it one");
        }
        try {
            MethodHandle accessor = lookup.unreflect(component.getAccessor());
            boolean integral = WHOLE.contains(declared);
            return new RecordColumn(
                    name,
                    component.getName(),
                    kind,
                    value,
                    declared,
                    accessor.asType(MethodType.methodType(Object.class, Object.class)),
                    integral ? accessor.asType(MethodType.methodType(long.class, Object.class)) : null);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(where + " cannot be read", e);
        }
    }

    /** What an Optional holds; null when that cannot be told. */
    static Class<?> valueOf(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType optional
                        && optional.getActualTypeArguments()[0] instanceof Class<?> value
                ? value
                : null;
    }

    Class<?> type() {
        return type;
    }

    List<RecordColumn> columns() {
        return columns;
    }

    List<String> names() {
        return columns.stream().map(RecordColumn::name).toList();
    }

    /**
     * What makes a record of a row, from Object to Object.
     *
     * @param row the class of rows
     * @param getters of each column, from a row to its value
     */
    MethodHandle maker(Class<?> row, List<MethodHandle> getters) {
        MethodHandle[] filters = new MethodHandle[getters.size()];
        for (int i = 0; i < filters.length; i++) {
            filters[i] =
                    getters.get(i).asType(MethodType.methodType(columns.get(i).declared(), row));
        }
        MethodHandle filtered = MethodHandles.filterArguments(constructor, 0, filters);
        return MethodHandles.permuteArguments(filtered, MethodType.methodType(type, row), new int[filters.length])
                .asType(MethodType.methodType(Object.class, row));
    }
}
