package io.millrace.state.serde;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Makes the serdes of record classes. */
final class RecordSerdes {
    private RecordSerdes() {}

    /** A lookup that sees the components of a record: all of them where its package is open to this module, else what is public and exported. */
    static MethodHandles.Lookup lookupIn(Class<?> type) {
        RecordSerdes.class.getModule().addReads(type.getModule());
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            return MethodHandles.lookup();
        }
    }

    /**
     * @param serdeOf gives the serde of a component by its generic type
     */
    static <R> Serde<R> create(
            MethodHandles.Lookup lookup, Class<R> type, Function<java.lang.reflect.Type, Serde<?>> serdeOf) {
        List<RecordComponentSerde> components = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            components.add(component(lookup, component, serdeOf));
        }
        return new RecordSerde<>(type, components, constructor(lookup, type));
    }

    private static RecordComponentSerde component(
            MethodHandles.Lookup lookup,
            RecordComponent component,
            Function<java.lang.reflect.Type, Serde<?>> serdeOf) {
        Class<?> owner = component.getDeclaringRecord();
        Serde<?> serde;
        try {
            serde = serdeOf.apply(component.getGenericType());
        } catch (NoSerdeException e) {
            throw inComponent(component, e);
        }
        try {
            MethodHandle accessor = lookup.unreflect(component.getAccessor());
            return new RecordComponentSerde(owner.getName(), component.getName(), component.getType(), serde, accessor);
        } catch (IllegalAccessException e) {
            throw inaccessible(owner, e);
        }
    }

    /** What is wrong with the type of a component, and where it is. */
    static NoSerdeException inComponent(RecordComponent component, NoSerdeException e) {
        return new NoSerdeException(
                "Record " + component.getDeclaringRecord().getName() + ", component '" + component.getName() + "': "
                        + e.getMessage(),
                e);
    }

    private static MethodHandle constructor(MethodHandles.Lookup lookup, Class<?> type) {
        Class<?>[] components = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return lookup.findConstructor(type, MethodType.methodType(void.class, components))
                    .asSpreader(Object[].class, components.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw inaccessible(type, e);
        }
    }

    private static NoSerdeException inaccessible(Class<?> type, Throwable cause) {
        String reader = RecordSerdes.class.getModule().getName();
        String opens = "opens " + type.getPackageName() + (reader == null ? "" : " to " + reader) + ";";
        return new NoSerdeException(
                "Record " + type.getName() + " is not accessible: add \"" + opens + "\" to the module-info of module "
                        + type.getModule().getName()
                        + ", or register Serdes.record(MethodHandles.lookup(), " + type.getSimpleName() + ".class)",
                cause);
    }
}
