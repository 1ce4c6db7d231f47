package io.millrace.view;

import io.millrace.time.EventTime;
import java.lang.System.Logger;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A view over all attempts at its job: what one of them shows, until the next one has caught up with it. */
final class PublishedView<K, V> implements TableView<K, V> {

    private static final Logger LOG = System.getLogger("io.millrace.view");

    private final String name;
    private final Class<?> keyClass;
    private final List<Told<K, V>> told = new CopyOnWriteArrayList<>();
    private volatile Content<K, V> shown = new Content<>(this, 0, 0);
    private Content<K, V> latest = shown;

    /** @param keyClass of the keys, or null where it is not known */
    PublishedView(String name, Class<?> keyClass) {
        this.name = name;
        this.keyClass = keyClass;
    }

    /** Somebody who is told of a key, or of all when that is null. */
    private record Told<K, V>(K key, ViewListener<? super K, ? super V> listener) {}

    /** What an attempt is to show; of one that another has followed already, nothing is seen. */
    synchronized Content<K, V> enter(int attempt, int tasks) {
        if (attempt > latest.attempt) {
            latest.end();
            latest = new Content<>(this, attempt, tasks);
        }
        if (attempt < latest.attempt) {
            Content<K, V> unseen = new Content<>(this, attempt, tasks);
            unseen.end();
            return unseen;
        }
        return latest;
    }

    /** Event time does not go back for those who read. Returns whether the content is shown from now on. */
    boolean show(Content<K, V> content) {
        Content<K, V> before = shown;
        if (before == content || content.published() < before.published()) {
            return false;
        }
        content.follow(isTold() ? before(content) : null);
        shown = content;
        return true;
    }

    /** What an earlier attempt of this process shows; null when there is nothing. */
    Content<K, V> before(Content<K, V> content) {
        Content<K, V> before = shown;
        return before == content || before.attempt == 0 ? null : before;
    }

    boolean shows(Content<K, V> content) {
        return shown == content;
    }

    boolean isTold() {
        return !told.isEmpty();
    }

    void tell(K key, V row) {
        for (Told<K, V> each : told) {
            if (each.key() == null || each.key().equals(key)) {
                call(each, key, row);
            }
        }
    }

    private void call(Told<K, V> each, K key, V row) {
        try {
            each.listener().onChange(key, row);
        } catch (Throwable e) {
            LOG.log(
                    Logger.Level.WARNING,
                    () -> "a listener of view '" + name + "', "
                            + each.listener().getClass().getName() + ", has failed, which changes nothing for the job",
                    e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public V get(K key) {
        return shown.get(checked(key));
    }

    private static <K> K checked(K key) {
        return Objects.requireNonNull(key, "a key must not be null");
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        Map<K, V> rows = new HashMap<>();
        Content<K, V> content = shown;
        Content.Pin pin = content.pin();
        try {
            for (K key : keys) {
                Cell<K, V> cell = content.cell(checked(key));
                V row = cell == null ? null : content.rowAt(cell, pin);
                if (row != null) {
                    rows.put(key, row);
                }
            }
            return rows;
        } finally {
            content.release(pin);
        }
    }

    @Override
    public NavigableMap<K, V> range(K from, K to) {
        return range(from, to, Integer.MAX_VALUE);
    }

    @Override
    public NavigableMap<K, V> range(K from, K to, int most) {
        if (most < 0) {
            throw new IllegalArgumentException("there cannot be " + most + " rows");
        }
        checkOrder(from);
        checkOrder(to);
        NavigableMap<K, V> rows = new TreeMap<>();
        Content<K, V> content = shown;
        Content.Pin pin = content.pin();
        try {
            for (Map.Entry<K, Cell<K, V>> entry :
                    between(content.ordered(), from, to).entrySet()) {
                if (rows.size() >= most) {
                    break;
                }
                V row = content.rowAt(entry.getValue(), pin);
                if (row != null) {
                    rows.put(entry.getKey(), row);
                }
            }
            return rows;
        } catch (ClassCastException e) {
            throw unordered(e);
        } finally {
            content.release(pin);
        }
    }

    private static <K, C> ConcurrentNavigableMap<K, C> between(ConcurrentNavigableMap<K, C> all, K from, K to) {
        if (from != null && to != null) {
            return all.subMap(from, to);
        }
        return from != null ? all.tailMap(from) : to != null ? all.headMap(to) : all;
    }

    private void checkOrder(K key) {
        boolean ordered = key == null
                ? keyClass == null || Comparable.class.isAssignableFrom(keyClass)
                : key instanceof Comparable<?>;
        if (!ordered) {
            throw unordered(null);
        }
    }

    private IllegalStateException unordered(Throwable cause) {
        return new IllegalStateException(
                "the keys of view '" + name + "' have no natural order, so that there are no ranges of them: make them"
                        + " Comparable",
                cause);
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        Objects.requireNonNull(action, "the action must not be null");
        Content<K, V> content = shown;
        Content.Pin pin = content.pin();
        try {
            for (Cell<K, V> cell : content.cells()) {
                V row = content.rowAt(cell, pin);
                if (row != null) {
                    action.accept(cell.key, row);
                }
            }
        } finally {
            content.release(pin);
        }
    }

    @Override
    public long watermark() {
        return shown.published();
    }

    @Override
    public Subscription subscribe(ViewListener<? super K, ? super V> listener) {
        return add(new Told<>(null, Objects.requireNonNull(listener, "the listener must not be null")));
    }

    @Override
    public Subscription subscribe(K key, ViewListener<? super K, ? super V> listener) {
        return add(new Told<>(checked(key), Objects.requireNonNull(listener, "the listener must not be null")));
    }

    @SuppressWarnings("ReferenceEquality") // what was told twice ends twice
    private Subscription add(Told<K, V> each) {
        told.add(each);
        return () -> told.removeIf(other -> other == each);
    }

    @Override
    public String toString() {
        long watermark = watermark();
        return "TableView '" + name + "'" + (watermark == EventTime.NONE ? "" : " as of " + watermark);
    }
}
