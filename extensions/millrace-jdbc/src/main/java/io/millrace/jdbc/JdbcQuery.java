package io.millrace.jdbc;

import java.util.List;

/**
 * What a query gives. Made by {@link Jdbc#query}; immutable.
 *
 * @param <T> the events that are made of its rows
 */
public final class JdbcQuery<T> {

    private final Rows<T> rows;
    private final String sql;

    JdbcQuery(Rows<T> rows, String sql) {
        this.rows = rows;
        this.sql = sql;
    }

    /**
     * Reads the rows as {@link JdbcTable#poll(String)} does. The query stands in the FROM of another one then.
     *
     * @param column a column of the result
     * @return the source
     */
    public PollSource<T> poll(String column) {
        return new PollSource<>(rows, List.of(column));
    }

    /**
     * Reads the rows as {@link JdbcTable#poll(String, String)} does. The query stands in the FROM of another one then.
     *
     * @param column a column of the result
     * @param tieBreaker a column that tells apart rows that are alike in it
     * @return the source
     */
    public PollSource<T> poll(String column, String tieBreaker) {
        return new PollSource<>(rows, List.of(column, tieBreaker));
    }

    /**
     * Looks up a row by the parameter of the query; by several, where what is looked up by is a list of as many.
     *
     * @param <Q> what a row is looked up by
     * @return the function, which blocks
     */
    public <Q> JdbcLookup<Q, T> lookup() {
        return JdbcLookup.of(rows, sql);
    }

    @Override
    public String toString() {
        return rows.name();
    }
}
