package io.millrace.operator;

/**
 * An operator of one's own on a keyed stream. State and timers are declared as fields and checked when the job starts:
 *
 * <pre>{@code
 * final class Blocker extends KeyedProcess<String, Transaction, Decision> {
 *     private final ValueState<Instant> blockedSince = value("blocked-since", Instant.class);
 *     private final Timer reviewDue = eventTimer("review-due", this::escalate);
 *     ...
 * }
 * }</pre>
 *
 * <p>Each parallel task has an instance of its own, which only its thread touches. State handles and timers always
 * speak of the key of the event or timer at hand. They are part of snapshots, other fields are not.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <R> the results
 */
public abstract class KeyedProcess<K, T, R> extends StatefulProcess<K, R> {

    /** For subclasses. */
    protected KeyedProcess() {}

    /**
     * Processes an event.
     *
     * @param event the event
     * @param context its key and time
     * @param out where results go
     * @throws Exception fails the job
     */
    protected abstract void process(T event, KeyedContext<K> context, Emitter<R> out) throws Exception;
}
