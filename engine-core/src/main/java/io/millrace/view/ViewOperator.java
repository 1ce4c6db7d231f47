package io.millrace.view;

import io.millrace.metrics.Account;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.KeyedState;
import io.millrace.time.EventTime;
import io.millrace.view.Cell.Due;
import java.util.Optional;
import java.util.Queue;

/**
 * Keeps the versions of the rows of its keys that are later than what the view shows, in state and in the view, and lets go what nobody looks at any more.
 */
final class ViewOperator<K, T, V> implements Operator<T, T> {

    private static final int PORTION = 1_024;

    private final ViewLogic<K, T, V> logic;

    /** Versions that are to take the place of others, by their times. */
    private final Queue<Due<K, V>> due = Due.queue();

    private OperatorContext context;
    private PublishedView<K, V> view;
    private Content<K, V> content;
    private KeptRows<K, V> kept;
    private ToldRows<K, V> told;
    private Counter changes;

    /** Changes count from behind this. */
    private long from = EventTime.NONE;

    ViewOperator(ViewLogic<K, T, V> logic) {
        this.logic = logic;
    }

    @Override
    @SuppressWarnings("unchecked") // of this name there is one view
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        KeyedState<K> keyed = context.keyedState();
        kept = new KeptRows<>(
                keyed,
                keyed.serde("the rows of view '" + logic.name() + "'", logic.rowType()),
                context.takesSnapshots());
        changes = context.metrics().counter("changes");
        view = (PublishedView<K, V>) context.ofJob(logic::newView);
        content = view.enter(context.attempt(), context.parallelism());
        content.enter(context.subtask(), context.waker());
        told = new ToldRows<>(view, content, keyed.groups());
    }

    @Override
    public void onRestored() {
        from = kept.reached();
        if (!kept.beginRefill()) {
            refilled();
        } else if (from == EventTime.MAX) {
            refillAtOnce();
        } else {
            context.wakeAtNanos(context.clock().nanos());
        }
    }

    /** All that state has is there. Of event time that was over before nothing is told again. */
    private void refilled() {
        content.refilled(kept.highest());
        if (from == EventTime.MAX) {
            content.reached(context.subtask(), EventTime.MAX);
        }
    }

    /** Where nothing more comes in, the task may close as soon as it has begun. */
    private void refillAtOnce() {
        boolean done;
        do {
            done = refill();
        } while (!done);
    }

    /** Puts in what state has, in portions; what changes meanwhile is put in by that. */
    @Override
    public boolean onProcessingTime(long now, Output<T> out) {
        if (kept.isRefilling() && !refill()) {
            context.wakeAtNanos(context.clock().nanos());
        }
        return true;
    }

    private boolean refill() {
        for (int i = 0; i < PORTION; i++) {
            if (!kept.nextToRefill()) {
                refilled();
                return true;
            }
            if (content.cell(kept.refillKey()) == null) {
                load(kept.refillKey(), kept.refillHash());
            }
        }
        return false;
    }

    private Cell<K, V> load(K key, int hash) {
        Cell<K, V> cell = new Cell<>(key, hash);
        if (kept.read(cell, due, from)) {
            told.loaded(cell, from);
            content.add(cell);
        }
        return cell;
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        for (int row = 0, size = batch.size(); row < size; row++) {
            T event = batch.value(row);
            long timestamp = batch.timestamp(row);
            K key = null;
            V value;
            try {
                key = logic.key().function().apply(event);
                value = logic.row().apply(event);
            } catch (Throwable e) {
                throw context.failure(e, key, event, timestamp);
            }
            change(key, batch.hash(row), value, timestamp);
        }
        out.emitAll(batch);
        return true;
    }

    private void change(K key, int hash, V row, long timestamp) {
        Cell<K, V> cell = content.cell(key);
        boolean isNew = cell == null;
        if (isNew) {
            cell = load(key, hash);
            isNew = cell.isEmpty();
        }
        if (row == null && cell.newestRow() == null) {
            return;
        }
        changes.increment();
        long at = timestamp == EventTime.NONE ? EventTime.NONE : Math.max(timestamp, EventTime.plus(from, 1));
        if (!isNew) {
            at = Math.max(at, cell.newestAt());
        }
        boolean later = isNew || cell.newestAt() < at;
        kept.write(key, hash, later, at, row, cell.newestRow());
        cell.add(at, row);
        if (isNew) {
            content.add(cell);
        }
        if (at == EventTime.NONE) {
            seenAtOnce(cell, row);
        } else if (later) {
            due.add(new Due<>(at, cell));
        }
    }

    private void seenAtOnce(Cell<K, V> cell, V row) {
        if (content.isShown()) {
            told.atOnce(cell, row);
        } else {
            told.later(cell);
        }
        if (row == null) {
            forget(cell);
        }
    }

    @Override
    public Optional<Account> account() {
        return Optional.of(Account.passing());
    }

    @Override
    public boolean onWatermark(long watermark, Output<T> out) {
        from = Math.max(from, watermark);
        content.reached(context.subtask(), watermark);
        return settle();
    }

    /** What has come to be shown takes the place of what was shown before, a portion of it; returns whether that was all. */
    private boolean settle() {
        boolean isShown = content.isShown();
        long shown = content.raiseFloor();
        if (!isShown) {
            // What is later is told when it is shown.
            shown = Math.min(shown, view.watermark());
        } else if (!told.compare(shown, PORTION)) {
            return false;
        }
        for (int i = 0; i < PORTION; i++) {
            Due<K, V> first = due.peek();
            if (first == null || first.at() > shown) {
                settleOrphans();
                return true;
            }
            due.remove();
            settle(first.cell(), shown, isShown);
        }
        return false;
    }

    private void settle(Cell<K, V> cell, long shown, boolean isShown) {
        Cell.Version<V> version = cell.asOf(shown);
        if (isShown) {
            told.shown(cell, version);
        } else if (content.cell(cell.key) == cell) {
            told.later(cell);
        }
        if (version != null && cell.cutBefore(version)) {
            forget(cell);
        } else {
            kept.cut(cell.key, cell.hash, shown);
        }
    }

    /** What is shown when this task has closed is told by another one. */
    private void settleOrphans() {
        if (content.isShown()) {
            long shown = content.published();
            content.uncompared().forEach(Runnable::run);
            content.orphans(shown)
                    .forEach(each -> told.shown(each.cell(), each.cell().asOf(shown)));
        }
    }

    /** It has no row any more; it may have been forgotten before. */
    private void forget(Cell<K, V> cell) {
        if (content.cell(cell.key) == cell) {
            content.remove(cell);
            told.forget(cell);
            kept.remove(cell.key, cell.hash);
        }
    }

    @Override
    public boolean onWake(Output<T> out) {
        return settle();
    }

    @Override
    public void close() {
        if (content != null) {
            content.leave(context.subtask(), due, told::compareAll);
            settleOrphans();
        }
    }

    @Override
    public boolean onEndOfData(Output<T> out) {
        return !kept.isRefilling() || refill();
    }
}
