package io.millrace.window.hostile;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.function.Predicate;

/** Makes one method of one interface misbehave, wherever it is implemented, and leaves all others as they are. */
final class Hostility {

    private final String place;
    private final Method method;
    private final Misbehaviour misbehaviour;
    private final int callsBefore;
    private final Predicate<Class<?>> wrapped;
    private int calls;

    /**
     * @param place where the implementation is in the pipeline, or null for wherever
     * @param callsBefore how often the method behaves before
     * @param wrapped what results of methods are to be made hostile in turn
     */
    Hostility(String place, Method method, Misbehaviour misbehaviour, int callsBefore, Predicate<Class<?>> wrapped) {
        this.place = place;
        this.method = method;
        this.misbehaviour = misbehaviour;
        this.callsBefore = callsBefore;
        this.wrapped = wrapped;
    }

    int callsBefore() {
        return callsBefore;
    }

    boolean hasStruck() {
        return calls > callsBefore;
    }

    <T> T of(Class<? super T> type, T fine) {
        return at(null, type, fine);
    }

    /** The implementation with the method broken, when it is of this type and at this place. */
    @SuppressWarnings("unchecked") // a proxy of its interface
    <T> T at(String where, Class<? super T> type, T fine) {
        if (fine == null) {
            return null;
        }
        return (T) Proxy.newProxyInstance(
                Hostility.class.getClassLoader(), new Class<?>[] {type}, (proxy, called, args) -> {
                    if (isMethod(called) && (place == null || place.equals(where)) && strikes()) {
                        return null;
                    }
                    try {
                        return wrap(where, called, called.invoke(fine, args));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** To be called by classes, which no proxy can stand for: true when null is to be returned. */
    boolean strikes(Class<?> type, String called) throws Throwable {
        return method.getDeclaringClass() == type && method.getName().equals(called) && strikes();
    }

    private boolean isMethod(Method called) {
        return method.getDeclaringClass() != Object.class
                && called.getName().equals(method.getName())
                && Arrays.equals(called.getParameterTypes(), method.getParameterTypes())
                && method.getDeclaringClass().isAssignableFrom(called.getDeclaringClass());
    }

    private boolean strikes() throws Throwable {
        if (++calls <= callsBefore) {
            return false;
        }
        Throwable thrown = misbehaviour.thrown();
        if (thrown != null) {
            throw thrown;
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    private Object wrap(String where, Method called, Object result) {
        return wrapped.test(called.getReturnType())
                ? at(where, (Class<Object>) called.getReturnType(), result)
                : result;
    }

    @Override
    public String toString() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName()
                + (place == null ? "" : " of " + place) + ", " + misbehaviour + " after " + callsBefore + " calls";
    }
}
