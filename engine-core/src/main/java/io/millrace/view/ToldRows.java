package io.millrace.view;

import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import io.millrace.time.EventTime;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * What a task tells the listeners of a view. What changes in a content that is shown already is told as it comes to be shown. When a content takes the place of that of an earlier attempt, each row is told that is not the one
 * that was told last: sources that are read again need not give the same late rows, or give less, so that times alone do not say what is news.
 */
final class ToldRows<K, V> {

    private final PublishedView<K, V> view;
    private final Content<K, V> content;
    private final KeyGroupRange groups;

    /** Keys whose rows are news, or may be, when the content is shown. */
    private final Set<K> untold = new LinkedHashSet<>();

    /** Goes through what was shown before, for keys that have no row any more. */
    private Iterator<Cell<K, V>> gone;

    private boolean compared;

    ToldRows(PublishedView<K, V> view, Content<K, V> content, KeyGroupRange groups) {
        this.view = view;
        this.content = content;
        this.groups = groups;
    }

    /**
     * A cell has been filled from state, before anything of it is shown.
     *
     * @param restored what is of that time or before was shown by the time of the snapshot
     */
    void loaded(Cell<K, V> cell, long restored) {
        Cell.Version<V> version = cell.asOf(restored);
        if (version == null) {
            return;
        }
        Content<K, V> before = view.before(content);
        if (before == null || Objects.equals(version.row, toldRow(before.cell(cell.key)))) {
            cell.told(version.at);
        } else {
            untold.add(cell.key);
        }
    }

    private static <V> V toldRow(Cell<?, V> cell) {
        return cell == null ? null : cell.toldRow();
    }

    /** The row as of a time is another one, which nobody sees yet. */
    void later(Cell<K, V> cell) {
        cell.untold();
        untold.add(cell.key);
    }

    /** The key has no row any more, nor a version to come. */
    void forget(Cell<K, V> cell) {
        untold.remove(cell.key);
    }

    /** The row has changed to this one, which is seen at once. */
    void atOnce(Cell<K, V> cell, V row) {
        untold.remove(cell.key);
        follow(cell.key);
        tell(cell, row);
        cell.told(EventTime.NONE);
    }

    /** A version is shown, or, where it is null, none. */
    void shown(Cell<K, V> cell, Cell.Version<V> version) {
        if (version == null || !cell.isUntold(version.at)) {
            return;
        }
        Content<K, V> before = content.before();
        V last = follow(cell.key);
        if (before == null || version.at > before.published() || !Objects.equals(last, version.row)) {
            tell(cell, version.row);
        }
        cell.told(version.at);
    }

    private void tell(Cell<K, V> cell, V row) {
        if (view.isTold()) {
            view.tell(cell.key, row);
        }
    }

    /** What is told of a key from now on goes on from what was told before; returns that. */
    private V follow(K key) {
        Content<K, V> before = content.before();
        Cell<K, V> cell = before == null ? null : before.cell(key);
        if (cell == null) {
            return null;
        }
        cell.follow();
        return cell.toldRow();
    }

    /** The content is shown: tells a portion of what is news by that; returns whether that was all. */
    boolean compare(long time, int portion) {
        if (compared && untold.isEmpty()) {
            return true;
        }
        int left = portion;
        for (Iterator<K> keys = untold.iterator(); keys.hasNext() && left > 0; left--) {
            Cell<K, V> cell = content.cell(keys.next());
            shown(cell, cell.asOf(time));
            keys.remove();
        }
        return left > 0 && compareGone(time, left);
    }

    private boolean compareGone(long time, int portion) {
        Content<K, V> before = content.before();
        if (before != null && !compared) {
            if (gone == null) {
                gone = before.cells().iterator();
            }
            for (int i = 0; gone.hasNext(); i++) {
                if (i == portion) {
                    return false;
                }
                compareGone(gone.next(), time);
            }
            gone = null;
        }
        if (!compared) {
            compared = true;
            content.compared();
        }
        return true;
    }

    private void compareGone(Cell<K, V> before, long time) {
        if (before.isFollowed() || before.toldRow() == null || !groups.contains(KeyGroups.groupOf(before.hash))) {
            return;
        }
        Cell<K, V> now = content.cell(before.key);
        if (now == null || now.asOf(time) == null) {
            before.follow();
            view.tell(before.key, null);
        }
    }

    /** The same, for all that is left when the task has closed. */
    void compareAll() {
        while (!compare(content.published(), Integer.MAX_VALUE)) {
            // to be gone on with
        }
    }
}
