package io.millrace.window.steps;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The steps that classes of a {@link CountingLoader} have taken: each call of a method and each turn of a loop is one, and
 * so are each eight elements that an array or a collection moves, fills or looks at on their behalf. Each loader has its
 * own.
 *
 * <p>The loader has calls of the JDK's methods go to those that are here under the same name.
 */
@SuppressWarnings("unused") // called by what the loader makes of other classes
public final class Steps {

    private static long count;

    private Steps() {}

    static long count() {
        return count;
    }

    private static void inBulk(int elements) {
        count += (elements + 7) / 8;
    }

    public static void step() {
        count++;
    }

    public static void allocated(Object array) {
        inBulk(Array.getLength(array));
    }

    public static void arraycopy(Object from, int fromIndex, Object to, int toIndex, int length) {
        inBulk(length);
        System.arraycopy(from, fromIndex, to, toIndex, length);
    }

    public static void fill(Object[] array, int from, int to, Object value) {
        inBulk(to - from);
        Arrays.fill(array, from, to, value);
    }

    public static void fill(Object[] array, Object value) {
        inBulk(array.length);
        Arrays.fill(array, value);
    }

    public static void fill(long[] array, int from, int to, long value) {
        inBulk(to - from);
        Arrays.fill(array, from, to, value);
    }

    public static void fill(int[] array, int from, int to, int value) {
        inBulk(to - from);
        Arrays.fill(array, from, to, value);
    }

    public static Object remove(List<?> list, int index) {
        inBulk(list.size() - index);
        return list.remove(index);
    }

    public static <E> void add(List<E> list, int index, E element) {
        inBulk(list.size() - index);
        list.add(index, element);
    }

    public static int indexOf(List<?> list, Object element) {
        inBulk(list.size());
        return list.indexOf(element);
    }

    public static boolean contains(List<?> list, Object element) {
        inBulk(list.size());
        return list.contains(element);
    }

    public static <E> void sort(List<E> list, Comparator<? super E> order) {
        inBulk(list.size());
        list.sort(order);
    }

    public static <E> boolean removeIf(Collection<E> collection, Predicate<? super E> condition) {
        inBulk(collection.size());
        return collection.removeIf(condition);
    }

    public static <E> boolean addAll(Collection<E> collection, Collection<? extends E> others) {
        inBulk(others.size());
        return collection.addAll(others);
    }
}
