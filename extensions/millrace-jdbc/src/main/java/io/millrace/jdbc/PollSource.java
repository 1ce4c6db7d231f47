package io.millrace.jdbc;

import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.state.serde.Type;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The rows of a table or a query, in the order of a column that grows: a number that is counted up, or the time of the last change. They are read page by
 * page, each from the last row of the one before on, so that no page costs more than another where there is an index.
 *
 * <p>Each row is read once, also over crashes: its place in the order is in snapshots. A row that appears, or is committed, behind what has been read, is
 * never read; see {@link #settled}. What is deleted is not seen, and of several changes of a row between two looks the last.
 *
 * <p>Immutable: options return a changed copy. One task reads it.
 *
 * @param <T> the events
 */
public final class PollSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;
    private static final int ROWS = 1_000;
    private static final int MOST_ROWS = 1_000_000;

    /** What is set; replaced as a whole. */
    record Options(List<String> order, Duration every, int page, String where, Duration settled, Duration patience)
            implements Serializable {}

    private final Rows<T> rows;
    private final Options options;

    PollSource(Rows<T> rows, List<String> order) {
        this(rows, new Options(order, null, ROWS, null, null, Outage.PATIENCE));
    }

    private PollSource(Rows<T> rows, Options options) {
        this.rows = rows;
        this.options = options;
    }

    /**
     * Goes on looking for rows: when all that there are have been read, it looks again after a while. Unless this is said the source ends then.
     *
     * @param interval from the end of one look to the next, positive
     * @return the changed source
     */
    public PollSource<T> every(Duration interval) {
        checkPositive(interval, "the interval");
        return with(
                new Options(options.order, interval, options.page, options.where, options.settled, options.patience));
    }

    /**
     * Sets how many rows are asked for at a time; 1,000 unless said. So many are in memory at most.
     *
     * @param count from 1 to 1,000,000
     * @return the changed source
     */
    public PollSource<T> rows(int count) {
        if (count < 1 || count > MOST_ROWS) {
            throw new IllegalArgumentException("a page has 1 to " + MOST_ROWS + " rows, not " + count);
        }
        return with(new Options(options.order, options.every, count, options.where, options.settled, options.patience));
    }

    /**
     * Leaves rows out.
     *
     * @param condition in SQL, of the columns of the table or query; rows that it is not true of are not read, and not read later when it has become true of them and
     *     others behind them have been read
     * @return the changed source
     */
    public PollSource<T> where(String condition) {
        Objects.requireNonNull(condition, "the condition must not be null");
        return with(
                new Options(options.order, options.every, options.page, condition, options.settled, options.patience));
    }

    /**
     * Reads rows only when their time is so far back, by the clock of the database: for as long as it takes that transactions that have begun are
     * committed. Of the rows that become visible within this time none is overlooked. The first column of the order has to be a timestamp.
     *
     * @param age how old rows have to be, positive
     * @return the changed source
     */
    public PollSource<T> settled(Duration age) {
        checkPositive(age, "the age");
        return with(new Options(options.order, options.every, options.page, options.where, age, options.patience));
    }

    /**
     * Sets for how long a database that is away is tried again before the job fails; 10 minutes unless said.
     *
     * @param patience positive
     * @return the changed source
     */
    public PollSource<T> retryFor(Duration patience) {
        checkPositive(patience, "the time to try");
        return with(new Options(options.order, options.every, options.page, options.where, options.settled, patience));
    }

    private PollSource<T> with(Options changed) {
        return new PollSource<>(rows, changed);
    }

    static void checkPositive(Duration duration, String what) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(what + " has to be positive, not " + duration);
        }
    }

    @Override
    public SourceReader<T> open(SourceContext context) throws Exception {
        return PollReader.open(rows, options, context);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public boolean live() {
        return options.every != null;
    }

    @Override
    public Type<T> eventType() {
        return Type.of(rows.type());
    }

    @Override
    public Optional<String> whyNotPortable() {
        return rows.whyNotPortable();
    }

    @Override
    public String toString() {
        return "rows of " + rows.name() + " by " + options.order;
    }
}
