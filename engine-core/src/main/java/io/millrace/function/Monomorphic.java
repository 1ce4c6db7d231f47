package io.millrace.function;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Copies of a class, one for each combination of classes that its instances are made of.
 *
 * <p>The JIT compiler knows what a call ends in by what it has seen there before, and what it has seen is kept for each
 * method of a class, whoever calls it. A loop that all pipelines of a JVM share has seen all of their functions after a
 * while, and then it can inline none. A loop that belongs to one function alone keeps inlining that, whatever else
 * runs, and is compiled already when the function is run again. So what loops over rows and calls a user's function is
 * made by this class.
 *
 * <p>A class to be copied is final, and has no nested classes, lambdas of its object or methods whose parameters are of the
 * class itself: in a copy its name stands for the original. It has one constructor. When it is nested in another, it
 * leaves the private members of that alone, which a copy may not use. Copies are hidden classes; they go when the class of
 * the first argument does.
 *
 * <p>Thread-safe. Called when jobs start.
 *
 * @param <T> what the class is used as
 */
public final class Monomorphic<T> {

    /** Beyond this many, which only generated functions reach, instances share the original. */
    private static final int MOST_COPIES = 4_096;

    private final MethodHandles.Lookup lookup;
    private final Class<?> template;
    private final int mostCopies;
    private final byte[] bytes;
    private final ClassValue<Map<List<Class<?>>, Class<?>>> copies = new ClassValue<>() {
        @Override
        protected Map<List<Class<?>>, Class<?>> computeValue(Class<?> first) {
            return new ConcurrentHashMap<>();
        }
    };
    private int made;

    private Monomorphic(MethodHandles.Lookup lookup, Class<?> template, int mostCopies) {
        this.lookup = lookup;
        this.template = template;
        this.mostCopies = mostCopies;
        bytes = bytesOf(template);
    }

    /**
     * A maker of copies.
     *
     * @param <T> what the class is used as
     * @param lookup that of a class in the same package
     * @param template the class to be copied
     * @return the maker, to be kept in a static field
     */
    public static <T> Monomorphic<T> of(MethodHandles.Lookup lookup, Class<?> template) {
        return of(lookup, template, MOST_COPIES);
    }

    static <T> Monomorphic<T> of(MethodHandles.Lookup lookup, Class<?> template, int mostCopies) {
        return new Monomorphic<>(lookup, template, mostCopies);
    }

    /**
     * Makes an instance of the copy for the classes of the arguments.
     *
     * @param <S> the type with its parameters, which the caller answers for
     * @param arguments what the constructor takes; the first, which is not null, is what the loop calls most
     * @return a new instance
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the parameters of types are not known here
    public <S extends T> S make(Object... arguments) {
        List<Class<?>> classes =
                Arrays.stream(arguments).map(Monomorphic::classOf).toList();
        Class<?> copy = copies.get(classes.get(0)).computeIfAbsent(classes, unused -> copy());
        return (S) instance(copy, arguments);
    }

    private static Class<?> classOf(Object argument) {
        return argument == null ? Void.class : argument.getClass();
    }

    private synchronized Class<?> copy() {
        if (bytes == null || ++made > mostCopies) {
            return template;
        }
        try {
            return lookup.defineHiddenClass(bytes, true).lookupClass();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(template + " cannot be copied with the lookup of " + lookup, e);
        } catch (UnsupportedOperationException e) {
            // A runtime without new classes, such as a native image: it has no profiles either.
            return template;
        }
    }

    /** With the rights of who made the maker: the package of the template need not be open to this module. */
    @SuppressWarnings("unchecked") // a copy has the super-types of the original
    private T instance(Class<?> copy, Object[] arguments) {
        try {
            return (T) lookup.unreflectConstructor(copy.getDeclaredConstructors()[0])
                    .invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(template + " cannot be made of " + Arrays.toString(arguments), e);
        }
    }

    private static byte[] bytesOf(Class<?> template) {
        String name = template.getName();
        try (InputStream in = template.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the class file of " + name + " cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return "copies of " + template.getName();
    }
}
