package io.millrace.call;

import io.millrace.function.Fn;
import io.millrace.graph.KeySelector;
import io.millrace.operator.Kept;
import io.millrace.operator.KeyReader;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Redistribution;
import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.ElementList;
import io.millrace.state.table.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The events that wait for answers, in snapshots: as operator state, or with the state of their keys where they are keyed.
 * Those of the snapshot that the job goes on from wait here until they are asked about again.
 */
final class KeptEvents<T> {

    private static final String NAME = "asked";

    /** An event of a snapshot. */
    record Restored<T>(T event, long timestamp, int hash) {}

    private record KeyOfEvent(Object key, int hash) {}

    private final Type<T> events;

    /** Null where the events are not keyed. */
    private final Fn<? super T, ?> key;

    private final Queue<Restored<T>> restored = new ArrayDeque<>();
    private final List<KeyOfEvent> written = new ArrayList<>();
    private ListState<Kept<T>> plain;
    private Slice<Object, ElementList<Kept<T>>> keyed;

    /** @param events null where their type is not known */
    KeptEvents(Type<T> events, KeySelector<T, ?> key) {
        this.events = events;
        this.key = key == null ? null : key.function();
    }

    void open(OperatorContext context, String kind) {
        if (!context.takesSnapshots()) {
            return;
        }
        if (events == null) {
            throw new NoSerdeException("operator '" + context.operator() + "' keeps the events that wait for an answer,"
                    + " whose type is not known: say .typed(...) before " + kind);
        }
        ListSpec<Kept<T>> spec = ListSpec.of(NAME, Type.of(Kept.class, events));
        if (key == null) {
            plain = context.operatorState(spec, Redistribution.SPLIT);
        } else {
            KeyedState<Object> state = context.keyedState();
            keyed = state.table(spec).slice(0);
        }
    }

    /** State is as it was in the snapshot. */
    void restore() {
        if (plain != null) {
            plain.elements().forEach(kept -> restored.add(new Restored<>(kept.event(), kept.timestamp(), 0)));
        } else if (keyed != null) {
            Cursor<Object, ElementList<Kept<T>>> cursor = keyed.cursor();
            while (cursor.next()) {
                int hash = cursor.hash();
                written.add(new KeyOfEvent(cursor.key(), hash));
                for (Kept<T> kept : cursor.peek()) {
                    restored.add(new Restored<>(kept.event(), kept.timestamp(), hash));
                }
            }
        }
    }

    /** Those that have not been asked about again. */
    Queue<Restored<T>> restored() {
        return restored;
    }

    /** Has the next snapshot have all that are in flight, and those that are to be. */
    void write(InFlight<T> inFlight) throws Exception {
        if (plain != null) {
            plain.clear();
        }
        written.forEach(each -> keyed.remove(each.key(), each.hash()));
        written.clear();
        for (Slot<T> slot = inFlight.oldest(); slot != null; slot = slot.after()) {
            write(slot.event(), slot.timestamp(), slot.hash());
        }
        for (Restored<T> each : restored) {
            write(each.event(), each.timestamp(), each.hash());
        }
    }

    private void write(T event, long timestamp, int hash) throws Exception {
        Kept<T> kept = new Kept<>(event, timestamp);
        if (plain != null) {
            plain.add(kept);
        } else if (keyed != null) {
            Object keyOfEvent = KeyReader.checked(key.apply(event));
            keyed.getOrAdd(keyOfEvent, hash).append(kept);
            written.add(new KeyOfEvent(keyOfEvent, hash));
        }
    }
}
