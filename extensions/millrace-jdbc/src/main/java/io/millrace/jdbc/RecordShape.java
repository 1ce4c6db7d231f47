package io.millrace.jdbc;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The components of a record class, and how one is made and taken apart. Each is the column of its name: {@code orderId} is {@code orderId}, {@code ORDERID} or {@code order_id}, unless it says otherwise with {@link Column}. */
final class RecordShape<T> {

    private final Class<T> type;
    private final List<Component> components;
    private final MethodHandle constructor;

    /**
     * A component.
     *
     * @param name its name
     * @param column what its column is called
     * @param type the class of a value, which is its own, or that of what it has
     * @param form how it has values
     * @param accessor gives its value
     */
    record Component(String name, String column, Class<?> type, Form form, MethodHandle accessor) {

        /** Whether its column is an array. */
        boolean isSeveral() {
            return form == Form.LIST || form == Form.ARRAY;
        }

        /** What it is declared as, for people. */
        String declared() {
            return switch (form) {
                case VALUE, OPTIONAL -> type.getSimpleName();
                case LIST -> "List<" + type.getSimpleName() + ">";
                case ARRAY -> type.getSimpleName() + "[]";
            };
        }

        boolean isCalled(String called) {
            return plain(column).equals(plain(called)) || name.equals(called);
        }
    }

    /** How a component has values. */
    enum Form {
        /** It is one. */
        VALUE,
        /** It is empty in place of null. */
        OPTIONAL,
        LIST,
        ARRAY;

        private static Form of(RecordComponent component) {
            Class<?> type = component.getType();
            if (type.isArray() && type != byte[].class) {
                return ARRAY;
            }
            boolean isOfAClass = component.getGenericType() instanceof ParameterizedType generic
                    && generic.getActualTypeArguments()[0] instanceof Class<?>;
            if (isOfAClass && type == Optional.class) {
                return OPTIONAL;
            }
            return isOfAClass && type == List.class ? LIST : VALUE;
        }

        private Class<?> typeIn(RecordComponent component) {
            return switch (this) {
                case VALUE -> component.getType();
                case ARRAY -> component.getType().getComponentType();
                case OPTIONAL, LIST ->
                    (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
            };
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
                components.add(component(type, component, lookup));
            }
            Class<?>[] parameters = Stream.of(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
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

    private static Component component(Class<?> owner, RecordComponent of, MethodHandles.Lookup lookup)
            throws IllegalAccessException {
        Form form = Form.of(of);
        Class<?> type = form.typeIn(of);
        ValueTypes.checkKnown(owner, of.getName(), type);
        return new Component(of.getName(), columnOf(of), type, form, lookup.unreflect(of.getAccessor()));
    }

    private static String columnOf(RecordComponent component) {
        Column own = component.getAnnotation(Column.class);
        if (own != null) {
            return own.value();
        }
        return Stream.of(component.getAnnotations(), component.getAccessor().getAnnotations())
                .flatMap(Stream::of)
                .filter(each -> each.annotationType().getSimpleName().equals("Column"))
                .flatMap(each -> Stream.of(text(each, "value"), text(each, "name")))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse(component.getName());
    }

    /** What an annotation says; empty where it says nothing of the kind. */
    private static String text(Annotation annotation, String element) {
        try {
            return annotation.annotationType().getMethod(element).invoke(annotation) instanceof String text ? text : "";
        } catch (ReflectiveOperationException e) {
            return "";
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

    /** What the columns are called. */
    List<String> columns() {
        return components.stream().map(Component::column).toList();
    }

    /** The component that a name of a column or of itself means; -1 without one. */
    int indexOf(String name) {
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i).isCalled(name)) {
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
            Component of = components.get(component);
            Object value = of.accessor().invoke(record);
            if (of.form() == Form.ARRAY) {
                return elements(value);
            }
            return value instanceof Optional<?> optional ? optional.orElse(null) : value;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The elements of an array of any class; null where there is none. */
    private static List<Object> elements(Object array) {
        if (array == null) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            values.add(Array.get(array, i));
        }
        return values;
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
