package io.millrace.jdbc;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The components of a record class, and how one is made and taken apart. Each is the column of its name: {@code orderId} is {@code orderId}, {@code ORDERID} or {@code order_id}. */
final class RecordShape<T> {

    private final Class<T> type;
    private final List<Component> components;
    private final MethodHandle constructor;

    /** A component: its name, its class, and what gives its value. */
    record Component(String name, Class<?> type, MethodHandle accessor) {

        boolean isColumn(String column) {
            return plain(name).equals(plain(column));
        }
    }

    private RecordShape(Class<T> type, List<Component> components, MethodHandle constructor) {
        this.type = type;
        this.components = components;
        this.constructor = constructor;
    }

    static <T> RecordShape<T> of(Class<T> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName()
                    + " is no record, so that its columns are not known: have a record for the rows, or give a"
                    + " RowReader or RowWriter");
        }
        MethodHandles.Lookup lookup = lookupIn(type);
        List<Component> components = new ArrayList<>();
        try {
            for (RecordComponent component : type.getRecordComponents()) {
                Cells.checkKnown(type, component);
                components.add(new Component(
                        component.getName(), component.getType(), lookup.unreflect(component.getAccessor())));
            }
            Class<?>[] parameters = components.stream().map(Component::type).toArray(Class<?>[]::new);
            MethodHandle constructor = lookup.findConstructor(type, MethodType.methodType(void.class, parameters))
                    .asSpreader(Object[].class, parameters.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            return new RecordShape<>(type, List.copyOf(components), constructor);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "the components of " + type.getName() + " cannot be read: have the record be public in an exported"
                            + " package, or add \"opens " + type.getPackageName()
                            + " to io.millrace.jdbc;\" to the module-info of its module",
                    e);
        }
    }

    private static MethodHandles.Lookup lookupIn(Class<?> type) {
        RecordShape.class.getModule().addReads(type.getModule());
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            return MethodHandles.lookup();
        }
    }

    Class<T> type() {
        return type;
    }

    List<Component> components() {
        return components;
    }

    List<String> names() {
        return components.stream().map(Component::name).toList();
    }

    /** The component that a name of a column or of itself means; -1 without one. */
    int indexOf(String name) {
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i).isColumn(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The components that are a key, each by its name or that of its column. */
    int[] indicesOf(List<String> names, String table) {
        int[] indices = names.stream().mapToInt(this::indexOf).toArray();
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] < 0) {
                throw new IllegalArgumentException("the key of table " + table + " has '" + names.get(i) + "', and "
                        + type.getSimpleName() + " has no such component, but " + names());
            }
        }
        return indices;
    }

    @SuppressWarnings("unchecked") // the constructor's
    T make(Object[] values) {
        try {
            return (T) constructor.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException(e);
        }
    }

    Object value(Object record, int component) {
        try {
            return components.get(component).accessor().invoke(record);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Where what has been named is among columns: by its exact name, or else by the rule of components; -1 without. */
    static int indexOf(List<String> columns, String name) {
        int exact = columns.indexOf(name);
        if (exact >= 0) {
            return exact;
        }
        List<String> plain = columns.stream().map(RecordShape::plain).toList();
        int first = plain.indexOf(plain(name));
        if (first != plain.lastIndexOf(plain(name))) {
            throw new IllegalArgumentException("'" + name + "' may be one column or another of " + columns
                    + ": rename one, or read the rows with a RowReader");
        }
        return first;
    }

    @Override
    public String toString() {
        return type.getSimpleName() + Arrays.toString(names().toArray());
    }
}
