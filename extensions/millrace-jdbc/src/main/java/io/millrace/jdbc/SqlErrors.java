package io.millrace.jdbc;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/** What errors of a database mean: whether to try again helps, and what does else. */
final class SqlErrors {

    static final String READ_ONLY = "25006";
    private static final String CANCELLED = "57014";

    /**
     * Serialization failures, deadlocks, locks that are held, what was cancelled, a server that is not the primary yet, shutdowns; H2: broken connection, database closed or in
     * use.
     */
    private static final Set<String> PASSING = Set.of(
            READ_ONLY, CANCELLED, "40001", "40P01", "55P03", "55006", "57P01", "57P02", "57P03", "57P05", "HYT00",
            "90020", "90067", "90098", "90121", "50200", "90131");

    private SqlErrors() {}

    /** Whether it may pass by itself: the database is away, busy, or has chosen this transaction to give way. */
    static boolean isPassing(SQLException error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof SQLException sql && isPassingItself(sql)) {
                return true;
            }
        }
        SQLException next = error.getNextException();
        return error instanceof BatchUpdateException && next != null && isPassing(next);
    }

    private static boolean isPassingItself(SQLException error) {
        String state = stateOf(error);
        return error instanceof SQLTransientException
                || error instanceof SQLRecoverableException
                || error instanceof SQLNonTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("53")
                || PASSING.contains(state);
    }

    static String stateOf(SQLException error) {
        return error.getSQLState() == null ? "" : error.getSQLState();
    }

    /** What the database says, without the statement of the batch around it. */
    static SQLException root(SQLException error) {
        return error instanceof BatchUpdateException && error.getNextException() != null
                ? error.getNextException()
                : error;
    }

    /** The text of an error and what can be done. */
    static String explained(SQLException error) {
        String state = stateOf(error);
        String text = String.valueOf(error.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
        return text + (state.isEmpty() ? "" : " (SQL state " + state + ")") + ". " + remedy(state);
    }

    private static String remedy(String state) {
        return switch (state) {
            case "23502" -> "The column does not take null: have the component never be null, or the column take it";
            case "23505" -> "There is such a row already: write by key, with upsert, or have the key be another";
            case "23503", "23506" -> "A row that it refers to is not there: write that first, or drop the constraint";
            case "42P10" -> "To write by key takes a primary key or a unique constraint of these columns";
            case "42P01", "42S02", "42S03" -> "Create the table, or name it with its schema";
            case "42703", "42S22" -> "Have the column and what names it agree";
            case READ_ONLY ->
                "It is a standby, or was told to be read only: have the DataSource name the primary, or all servers with targetServerType=primary";
            case CANCELLED ->
                "It has taken too long, or was cancelled: look in the database for what holds it back, such as the lock of a transaction that nobody ends any more";
            case "42501" -> "Grant it to the user of the DataSource";
            case "28000", "28P01" -> "Give the DataSource the user and password that the database knows";
            default -> remedyOfClass(state);
        };
    }

    private static String remedyOfClass(String state) {
        if (state.startsWith("23")) {
            return "The row breaks a constraint of the table: filter such rows out before, or change the constraint";
        }
        if (state.startsWith("22")) {
            return "A value does not fit its column: change it before, or the type of the column";
        }
        if (state.startsWith("08")) {
            return "Have the database run where the DataSource says";
        }
        return "Correct the statement, or what it is about in the database";
    }
}
