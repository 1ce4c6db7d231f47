package io.millrace.jdbc;

import io.millrace.function.Fn;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.TransactionalSink;
import io.millrace.state.serde.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Writes to a database: what comes together goes as one batch in one transaction, and is visible at once. A database that is away is tried again, and
 * what was under way is written again then. After a crash what followed the last snapshot is written once more: with {@link JdbcTable#upsert} that changes nothing
 * in the end, with others it is there twice, unless the sink is {@link #exactlyOnce()}.
 *
 * <p>Immutable: options return a changed copy. Each task has a connection of its own.
 *
 * @param <E> the events
 */
public final class JdbcSink<E> implements Sink<E> {

    private static final long serialVersionUID = 1;

    private final DataSource database;
    private final Plan<E> plan;

    /** Null where it is not known. */
    private final Type<E> type;

    private final Duration patience;

    JdbcSink(DataSource database, Plan<E> plan, Type<E> type) {
        this(database, plan, type, Outage.PATIENCE);
    }

    private JdbcSink(DataSource database, Plan<E> plan, Type<E> type, Duration patience) {
        this.database = database;
        this.plan = plan;
        this.type = type;
        this.patience = patience;
    }

    /**
     * Sets for how long a database that is away is tried again before the job fails; 10 minutes unless said. Meanwhile the sink holds back what is before it.
     *
     * @param longest positive
     * @return the changed sink
     */
    public JdbcSink<E> retryFor(Duration longest) {
        PollSource.checkPositive(longest, "the time to try");
        return new JdbcSink<>(database, plan, type, longest);
    }

    /**
     * Takes events that are not rows, but have one.
     *
     * @param <F> the events
     * @param row gives the row of an event, not null
     * @return the sink of such events
     */
    public <F> JdbcSink<F> of(Fn<? super F, ? extends E> row) {
        Objects.requireNonNull(row, "the function that gives the row must not be null");
        return new JdbcSink<>(database, tablePlan("of(row)").of(row), null, patience);
    }

    /**
     * Takes changes of rows, such as those of a table of the engine: {@code upsert("id").changes(TableChange::before, TableChange::after)}. The row after a change is written by its
     * key; where there is none, or its key is another, the row before is deleted by its own.
     *
     * @param <F> the changes
     * @param before gives the row before a change, of which the key is looked at alone; null where there was none
     * @param after gives the row after it; null where it was deleted
     * @return the sink of changes
     * @throws IllegalStateException when it does not write by key
     */
    public <F> JdbcSink<F> changes(Fn<? super F, ? extends E> before, Fn<? super F, ? extends E> after) {
        Objects.requireNonNull(before, "the function that gives the row before must not be null");
        Objects.requireNonNull(after, "the function that gives the row after must not be null");
        return new JdbcSink<>(database, tablePlan("changes(before, after)").changes(before, after), null, patience);
    }

    private TablePlan<E, E> tablePlan(String verb) {
        if (plan instanceof TablePlan<?, ?> table && table.isPlain()) {
            return table.asPlain();
        }
        throw new IllegalStateException(verb + " stands right behind insert() or upsert(...) of a table");
    }

    /**
     * Has each event there once, together with those of the same snapshot: what is written is kept in snapshots, and when one is complete its events are written in one
     * transaction with its number, so that it is known after a crash which have been. Nothing is visible before. In a job without snapshots it is as it was.
     *
     * @return the sink, which keeps what it knows in the table {@code millrace_commits}; it is made when it is not there
     * @throws IllegalStateException when the type of the events is not known; see {@link #exactlyOnce(Type)}
     */
    public TransactionalSink<E, ?> exactlyOnce() {
        if (type == null) {
            throw new IllegalStateException(
                    "events are kept in snapshots, and their type is not known: say exactlyOnce(Type.of(Event.class))");
        }
        return exactlyOnce(type);
    }

    /**
     * As {@link #exactlyOnce()}, where the type of the events is not known.
     *
     * @param events their type, of which there has to be a serde
     * @return the sink
     */
    public TransactionalSink<E, ?> exactlyOnce(Type<E> events) {
        Objects.requireNonNull(events, "the type of the events must not be null");
        return new ExactlyOnceSink<>(this, events);
    }

    @Override
    public SinkWriter<E> open(SinkContext context) throws Exception {
        return new DirectWriter<>(target(context));
    }

    Target<E> target(SinkContext context) throws Exception {
        return Target.open(database, plan, context, patience);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Rows.portability(database);
    }

    @Override
    public String toString() {
        return "rows written " + plan.target();
    }
}
